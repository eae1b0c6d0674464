package io.sluice.web.console;

import io.sluice.admin.Condition;
import io.sluice.people.LoginAnswer;
import io.sluice.web.Authentication;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The way into the console and out of it. */
@Named
@RequestScoped
public class LoginPage {
    private String name;
    private String password;

    @Inject
    private SecurityContext security;

    @Inject
    private Condition condition;

    @Inject
    private FacesContext faces;

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    /** Tries what was typed. */
    public void login() throws IOException {
        if (condition.isDatabaseAway()) {
            refuse(Words.say("loginAway"));
            return;
        }
        ExternalContext external = faces.getExternalContext();
        AuthenticationStatus status = security.authenticate(
                (HttpServletRequest) external.getRequest(),
                (HttpServletResponse) external.getResponse(),
                AuthenticationParameters.withParams()
                        .newAuthentication(true)
                        .credential(new UsernamePasswordCredential(text(name), text(password))));
        if (status == AuthenticationStatus.SUCCESS) {
            external.redirect(external.getRequestContextPath() + "/");
        } else {
            external.setResponseStatus(HttpServletResponse.SC_OK);
            refuse(why(external.getRequestMap().get(Authentication.ANSWER)));
        }
    }

    /** Ends the session, which is all that a login is. (Payara's own logout wants Hazelcast, which is off.) */
    public void logout() throws IOException {
        ExternalContext external = faces.getExternalContext();
        external.invalidateSession();
        external.redirect(external.getRequestContextPath() + "/login");
    }

    private static String why(Object answer) {
        if (answer instanceof LoginAnswer known) {
            switch (known.kind()) {
                case LOCKED -> {
                    return PeopleWords.say("loginLocked", known.seconds());
                }
                case BUSY -> {
                    return PeopleWords.say("loginBusy");
                }
                case ACCEPTED, REFUSED -> {}
            }
        }
        return Words.say("loginWrong");
    }

    private void refuse(String why) {
        faces.addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, why, null));
    }

    private static String text(String typed) {
        return typed == null ? "" : typed;
    }
}
