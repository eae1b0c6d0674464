package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.InUseException;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.Outcome;
import io.sluice.admin.UnknownNameException;
import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.primefaces.PrimeFaces;

/**
 * A page that lists things and lets them be created, changed and removed in a dialog. Lives as long as the page is shown.
 *
 * @param <T> what is listed
 */
@SuppressWarnings("serial") // Views are kept in memory.
public abstract class Editor<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String what;
    private List<T> items;
    private Form form = Form.create();
    private boolean opened;

    /** @param what the last part of the keys of its words */
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

    /** Whether there is something of that name already, of what is listed. */
    boolean isTaken(String name) {
        return items.stream().anyMatch(item -> name(item).equals(name));
    }

    /**
     * Begins as the page is opened; with {@code ?new=1}, with the dialog for something new, and with {@code ?edit=} and a
     * name with the dialog for that.
     */
    @PostConstruct
    public void open() {
        refresh();
        Map<String, String> asked =
                FacesContext.getCurrentInstance().getExternalContext().getRequestParameterMap();
        if (asked.containsKey("new") && new Rights().isOperator()) {
            create();
            opened = true;
        }
        String changed = asked.get("edit");
        if (changed != null && new Rights().isOperator()) {
            named(changed).ifPresent(item -> {
                form = filled(item);
                opened = true;
            });
        }
    }

    /** Reads the list again. */
    public void refresh() {
        items = new ArrayList<>(load());
    }

    /** Reads the list again and has the browser draw it if it looks different. */
    public void follow() {
        List<T> fresh = load();
        if (!fresh.equals(items)) {
            items = new ArrayList<>(fresh);
            PrimeFaces.current().ajax().update("list:table");
        }
    }

    public List<T> getItems() {
        return items;
    }

    /** The dialog's fields. */
    public Map<String, Object> getForm() {
        return form.values();
    }

    Form form() {
        return form;
    }

    public boolean isNew() {
        return form.isNew();
    }

    /** Whether the page begins with the dialog open. */
    public boolean isOpened() {
        return opened;
    }

    public String getTitle() {
        return form.isNew() ? Words.say("new." + what) : Words.say("title." + what, form.name());
    }

    /** Opens the dialog for something new. */
    public void create() {
        form = blank();
    }

    /** What is there of that name now. */
    Optional<T> named(String name) {
        return items.stream().filter(item -> name(item).equals(name)).findFirst();
    }

    /**
     * What a click was meant for. The browser says its name: by its row it might be another one, as a list that brings itself
     * up to date may have changed since it was seen.
     */
    Optional<T> meant() {
        String name = Form.meant();
        Optional<T> found = named(name);
        if (found.isEmpty()) {
            Form.refused(Words.say("goneMeanwhile", name));
            FacesContext.getCurrentInstance().validationFailed();
            refresh();
            PrimeFaces.current().ajax().update("list:table");
        }
        return found;
    }

    /** Opens the dialog for what is there. */
    public void edit() {
        meant().ifPresent(item -> form = filled(item));
    }

    /** Stores what was typed, or shows what is wrong with it. */
    public void save() {
        if (Rights.refuses()) {
            return;
        }
        String name = form.target();
        boolean isNew = form.isNew();
        if (isNew && isTaken(name)) {
            Form.show(List.of(new FieldError("name", Words.say("taken"))));
            return;
        }
        try {
            List<FieldError> unreadable = store(Rights.caller(), form);
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
        Form.done(Words.say((isNew ? "created." : "changed.") + what, name));
    }

    /** Removes what is there, or says why it stays. */
    public void delete() {
        if (Rights.refuses()) {
            return;
        }
        meant().map(this::name).ifPresent(this::delete);
    }

    private void delete(String name) {
        try {
            Outcome outcome = remove(Rights.caller(), name);
            Form.done(Words.say((outcome == Outcome.ARCHIVED ? "archived." : "removed.") + what, name));
        } catch (InUseException | UnknownNameException e) {
            Form.refused(e.getMessage());
        }
        refresh();
    }
}
