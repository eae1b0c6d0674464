package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.NotNowException;
import io.sluice.people.Login;
import io.sluice.people.Users;
import io.sluice.web.Sessions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The own account: its password. */
@Named
@RequestScoped
public class AccountPage {
    @Inject
    private Users users;

    private final Map<String, Object> form = new HashMap<>();

    public Map<String, Object> getForm() {
        return form;
    }

    /** Changes the password. The other sessions of this user end; this one goes on. */
    public void save() {
        String fresh = typed("fresh");
        if (fresh != null && !fresh.equals(typed("again"))) {
            Form.show(List.of(new FieldError("again", PeopleWords.say("notTheSame"))));
            return;
        }
        HttpServletRequest request = (HttpServletRequest)
                FacesContext.getCurrentInstance().getExternalContext().getRequest();
        try {
            Login login = users.changeOwnPassword(Rights.caller(), request.getRemoteAddr(), typed("present"), fresh);
            Sessions.goOn(request, login, InstantSource.system());
            form.clear();
            Form.done(PeopleWords.say("passwordChanged"));
        } catch (InvalidInputException e) {
            Form.show(e.errors());
        } catch (NotNowException e) {
            Form.refused(e.getMessage());
        }
    }

    /** A password may begin or end with a space. */
    private String typed(String field) {
        return form.get(field) instanceof String text && !text.isEmpty() ? text : null;
    }
}
