package io.sluice.web.console;

import io.sluice.admin.InvalidInputException;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import io.sluice.admin.UnknownNameException;
import io.sluice.people.LinkInput;
import io.sluice.people.LinkView;
import io.sluice.people.SharedLinks;
import jakarta.annotation.PostConstruct;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** The links of customers. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class LinksPage implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private SharedLinks links;

    @Inject
    private SubAccounts subAccounts;

    private List<LinkView> items = List.of();
    private List<String> names = List.of();
    private Form form = Form.create();
    private String address;

    /** Reads the list again. */
    @PostConstruct
    public void refresh() {
        items = links.list();
        names = subAccounts.list().stream().map(SubAccountView::name).sorted().toList();
    }

    public List<LinkView> getItems() {
        return items;
    }

    /** Sub-accounts that may be shown. */
    public List<String> getNames() {
        return names;
    }

    public Map<String, Object> getForm() {
        return form.values();
    }

    /** Where a new link leads, shown this once; null otherwise. */
    public String getAddress() {
        return address;
    }

    /** Opens the dialog for a new link. */
    public void create() {
        address = null;
        form = Form.create().with("days", "365");
    }

    /** Makes the link, and shows it this once. */
    public void save() {
        try {
            String secret = links.create(
                            Rights.caller(),
                            new LinkInput(form.text("subAccount"), form.text("note"), Days.fromNow(form.text("days"))))
                    .secret();
            ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
            String page =
                    ((HttpServletRequest) external.getRequest()).getRequestURL().toString();
            address = page.substring(
                            0, page.length() - external.getRequestServletPath().length()) + "/shared/" + secret;
            refresh();
        } catch (InvalidInputException e) {
            Form.show("link:", Map.of("expiresAt", "days"), e.errors());
        }
    }

    /** Makes a link worthless. */
    public void revoke(LinkView link) {
        try {
            links.revoke(Rights.caller(), link.id());
            Form.done(PeopleWords.say("linkRevoked", link.subAccount()));
        } catch (UnknownNameException e) {
            Form.refused(e.getMessage());
        }
        refresh();
    }
}
