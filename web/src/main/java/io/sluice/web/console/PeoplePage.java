package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.NotNowException;
import io.sluice.admin.Outcome;
import io.sluice.admin.Role;
import io.sluice.admin.UnknownNameException;
import io.sluice.people.AccessTokens;
import io.sluice.people.TokenInput;
import io.sluice.people.TokenView;
import io.sluice.people.UserInput;
import io.sluice.people.UserView;
import io.sluice.people.Users;
import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** Users, and the tokens of scripts. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class PeoplePage implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Users users;

    @Inject
    private AccessTokens tokens;

    private List<UserView> items = List.of();
    private List<TokenView> tokenItems = List.of();
    private Form form = Form.create();
    private Form tokenForm = Form.create();
    private String secret;

    /** Reads both lists again. */
    @PostConstruct
    public void refresh() {
        items = users.list();
        tokenItems = tokens.list();
    }

    public List<UserView> getItems() {
        return items;
    }

    public List<TokenView> getTokens() {
        return tokenItems;
    }

    public Role[] getRoles() {
        return Role.values();
    }

    public Map<String, Object> getForm() {
        return form.values();
    }

    public Map<String, Object> getTokenForm() {
        return tokenForm.values();
    }

    public boolean isNew() {
        return form.isNew();
    }

    /** What a new token is, shown this once; null otherwise. */
    public String getSecret() {
        return secret;
    }

    /** Opens the dialog for a new user. */
    public void create() {
        form = Form.create().with("role", Role.VIEWER.name());
    }

    /** Opens the dialog for a user. */
    public void edit(UserView user) {
        form = Form.change(user.name()).with("role", user.role().name()).with("disabled", user.disabled());
    }

    /** Stores what was typed, or shows what is wrong with it. */
    public void save() {
        String name = form.target();
        if (form.isNew() && items.stream().anyMatch(user -> user.name().equals(name))) {
            Form.show(List.of(new FieldError("name", PeopleWords.say("userThere", name))));
            return;
        }
        try {
            Outcome outcome = users.put(
                    Rights.caller(),
                    name,
                    new UserInput(form.text("role"), form.truth("disabled"), form.untouched("password")));
            Form.done(PeopleWords.say(outcome == Outcome.CREATED ? "userCreated" : "userChanged", name));
            form = Form.create();
        } catch (InvalidInputException e) {
            Form.show(e.errors());
            return;
        } catch (NotNowException e) {
            Form.refused(e.getMessage());
            return;
        }
        refresh();
    }

    /** Removes a user, or says why it stays. */
    public void remove(UserView user) {
        try {
            users.remove(Rights.caller(), user.name());
            Form.done(PeopleWords.say("userRemoved", user.name()));
        } catch (NotNowException | UnknownNameException e) {
            Form.refused(e.getMessage());
        }
        refresh();
    }

    /** Opens the dialog for a new token. */
    public void createToken() {
        secret = null;
        tokenForm = Form.create().with("tokenRole", Role.VIEWER.name()).with("days", "90");
    }

    /** Makes the token, and shows it this once. */
    public void saveToken() {
        try {
            secret = tokens.create(
                            Rights.caller(),
                            new TokenInput(
                                    tokenForm.text("tokenName"),
                                    tokenForm.text("tokenRole"),
                                    Days.fromNow(tokenForm.text("days"))))
                    .secret();
            refresh();
        } catch (InvalidInputException e) {
            Form.show("token:", Map.of("name", "tokenName", "role", "tokenRole", "expiresAt", "days"), e.errors());
        } catch (NotNowException e) {
            Form.refused(e.getMessage());
        }
    }

    /** Makes a token worthless. */
    public void revoke(TokenView token) {
        try {
            tokens.revoke(Rights.caller(), token.name());
            Form.done(PeopleWords.say("tokenRevoked", token.name()));
        } catch (UnknownNameException e) {
            Form.refused(e.getMessage());
        }
        refresh();
    }
}
