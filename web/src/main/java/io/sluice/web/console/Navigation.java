package io.sluice.web.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.net.MalformedURLException;
import java.util.List;

/** The menu. A page is in it when it is there and whoever looks may open it. */
@Named
@ApplicationScoped
public class Navigation {
    /**
     * A line of the menu.
     *
     * @param page the file without its ending; {@code menu.} and this is the key of its words
     * @param icon of PrimeIcons
     * @param group lines of one group stand together
     * @param role who may open it, see {@link Rights}
     */
    public record Entry(String page, String icon, String group, String role) {
        /** The address within the application. */
        public String getPath() {
            return page.equals("index") ? "/" : "/" + page;
        }

        public String getPage() {
            return page;
        }

        public String getIcon() {
            return icon;
        }

        public String getWords() {
            return Words.say("menu." + page);
        }
    }

    /** Lines under one heading. */
    public record Group(String name, List<Entry> entries) {
        public String getWords() {
            return Words.say("menuGroup." + name);
        }

        public String getName() {
            return name;
        }

        public List<Entry> getEntries() {
            return entries;
        }
    }

    private static final String ANYBODY = "VIEWER";

    /** In their order. */
    private static final List<Entry> ENTRIES = List.of(
            new Entry("index", "pi-home", "field", ANYBODY),
            new Entry("sub-accounts", "pi-wallet", "field", ANYBODY),
            new Entry("groups", "pi-sitemap", "field", ANYBODY),
            new Entry("machines", "pi-server", "field", ANYBODY),
            new Entry("standby", "pi-shield", "field", ANYBODY),
            new Entry("pools", "pi-cloud", "field", ANYBODY),
            new Entry("ledger", "pi-book", "records", ANYBODY),
            new Entry("timeline", "pi-chart-bar", "records", ANYBODY),
            new Entry("events", "pi-bell", "records", ANYBODY),
            new Entry("reconciliation", "pi-check-square", "records", ANYBODY),
            new Entry("dead-letters", "pi-inbox", "records", "OPERATOR"),
            new Entry("links", "pi-link", "house", "OPERATOR"),
            new Entry("people", "pi-users", "house", "ADMIN"),
            new Entry("audit", "pi-history", "house", "ADMIN"),
            new Entry("account", "pi-user", "house", ANYBODY));

    /** What whoever looks is offered. */
    public List<Group> getGroups() {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        return List.of("field", "records", "house").stream()
                .map(group -> new Group(
                        group,
                        ENTRIES.stream()
                                .filter(entry -> entry.group().equals(group))
                                .filter(entry -> Rights.allows(external, entry.role()))
                                .filter(entry -> isThere(external, entry))
                                .toList()))
                .filter(group -> !group.entries().isEmpty())
                .toList();
    }

    private static boolean isThere(ExternalContext external, Entry entry) {
        try {
            return external.getResource("/" + entry.page() + ".xhtml") != null;
        } catch (MalformedURLException e) {
            throw new IllegalStateException("The menu names " + entry.page(), e);
        }
    }
}
