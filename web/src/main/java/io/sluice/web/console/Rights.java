package io.sluice.web.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;

/** What whoever looks may do. A VIEWER reads, an OPERATOR changes the field, an ADMIN may do everything. */
@Named
@RequestScoped
public class Rights {
    /** Whether the field may be changed. */
    public boolean isOperator() {
        return allows(external(), "OPERATOR");
    }

    /** Whether people may be changed. */
    public boolean isAdmin() {
        return allows(external(), "ADMIN");
    }

    static boolean allows(ExternalContext external, String role) {
        boolean admin = external.isUserInRole("ADMIN");
        return switch (role) {
            case "ADMIN" -> admin;
            case "OPERATOR" -> admin || external.isUserInRole("OPERATOR");
            default -> external.getUserPrincipal() != null;
        };
    }

    /** Who looks. */
    static String caller() {
        return external().getUserPrincipal().getName();
    }

    /** Whether the field may be changed; says so next to nothing in particular when not. */
    static boolean refuses() {
        if (allows(external(), "OPERATOR")) {
            return false;
        }
        Form.refused(Words.say("notAllowed"));
        return true;
    }

    private static ExternalContext external() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }
}
