package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.InUseException;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.Outcome;
import io.sluice.admin.UnknownNameException;
import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A page that lists things and lets them be created, changed and removed in a dialog. Lives as long as the page is shown,
 * so that a click goes to the row that was seen.
 *
 * @param <T> what is listed
 */
@SuppressWarnings("serial") // Views are kept in memory.
public abstract class Editor<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String what;
    private List<T> items;
    private Form form = Form.create();

    Editor(String what) {
        this.what = what;
    }

    abstract List<T> load();

    /** What is typed for something new. */
    abstract Form blank();

    abstract Form filled(T item);

    abstract String name(T item);

    /** What was typed that cannot even be read. */
    abstract List<FieldError> store(String who, Form form);

    abstract Outcome remove(String who, String name);

    /** Reads the list again. */
    @PostConstruct
    public void refresh() {
        items = load();
    }

    public List<T> getItems() {
        return items;
    }

    /** The dialog's fields. */
    public Map<String, Object> getForm() {
        return form.values();
    }

    public boolean isNew() {
        return form.isNew();
    }

    public String getTitle() {
        return form.isNew()
                ? "New " + what
                : Character.toUpperCase(what.charAt(0)) + what.substring(1) + " " + form.name();
    }

    /** Opens the dialog for something new. */
    public void create() {
        form = blank();
    }

    /** Opens the dialog for what is there. */
    public void edit(T item) {
        form = filled(item);
    }

    /** Stores what was typed, or shows what is wrong with it. */
    public void save() {
        String name = form.target();
        boolean isNew = form.isNew();
        if (isNew && items.stream().anyMatch(item -> name(item).equals(name))) {
            Form.show(List.of(new FieldError("name", "There is a " + what + " of that name already.")));
            return;
        }
        try {
            List<FieldError> unreadable = store(caller(), form);
            if (!unreadable.isEmpty()) {
                Form.show(unreadable);
                return;
            }
        } catch (InvalidInputException e) {
            Form.show(e.errors());
            return;
        }
        form = blank();
        refresh();
        Form.done((isNew ? "Created " : "Changed ") + what + " " + name + ".");
    }

    /** Removes what is there, or says why it stays. */
    public void delete(T item) {
        String name = name(item);
        try {
            Outcome outcome = remove(caller(), name);
            Form.done(
                    outcome == Outcome.ARCHIVED
                            ? "Archived " + what + " " + name + ": the ledger refers to it."
                            : "Removed " + what + " " + name + ".");
        } catch (InUseException | UnknownNameException e) {
            Form.refused(e.getMessage());
        }
        refresh();
    }

    private static String caller() {
        return FacesContext.getCurrentInstance()
                .getExternalContext()
                .getUserPrincipal()
                .getName();
    }
}
