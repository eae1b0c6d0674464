package io.sluice.web.console;

import io.sluice.admin.FieldError;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.primefaces.PrimeFaces;

/**
 * What is typed into a dialog: texts by field, unchecked.
 *
 * @param name what is changed; null when something new is created
 */
record Form(String name, Map<String, Object> values) implements Serializable {
    static Form create() {
        return new Form(null, new LinkedHashMap<>());
    }

    static Form change(String name) {
        Form form = new Form(name, new LinkedHashMap<>());
        form.values.put("name", name);
        return form;
    }

    Form with(String field, Object value) {
        values.put(field, value);
        return this;
    }

    boolean isNew() {
        return name == null;
    }

    /** The name of what is stored: what is changed keeps its name. */
    String target() {
        return isNew() ? (text("name") == null ? "" : text("name")) : name;
    }

    /** What was typed, without the space around it; null when nothing was. */
    String text(String field) {
        Object value = values.get(field);
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? null : text;
    }

    /** What was typed with the space around it, which a password may have; null when nothing was. */
    String untouched(String field) {
        return values.get(field) instanceof String text && !text.isEmpty() ? text : null;
    }

    /**
     * What was typed, laid over what is stored now: a field that was left as it was takes what is stored.
     *
     * @param opened the fields as they were when the form was opened
     * @param stored the fields as they are stored now
     * @param together fields that count as changed when one of them is
     */
    Form over(Form opened, Form stored, Set<String> together) {
        Predicate<String> same = field -> Objects.equals(text(field), opened.text(field));
        boolean togetherSame = together.stream().allMatch(same);
        Form over = change(name);
        values.forEach((field, value) -> over.with(
                field,
                (together.contains(field) ? togetherSame : same.test(field)) && !field.equals("password")
                        ? stored.values().get(field)
                        : value));
        return over;
    }

    boolean truth(String field) {
        return Boolean.TRUE.equals(values.get(field));
    }

    /** The name of what a button belongs to, as the browser sends it; empty when it sends none. */
    static String meant() {
        return FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .getOrDefault("of", "");
    }

    /** Shows each mistake next to its field; the dialog stays open. */
    static void show(List<FieldError> errors) {
        show("form:", Map.of(), errors);
    }

    /**
     * Shows each mistake next to its field in the form of that prefix.
     *
     * @param components where a field is typed into one of another name
     */
    static void show(String prefix, Map<String, String> components, List<FieldError> errors) {
        FacesContext faces = FacesContext.getCurrentInstance();
        for (FieldError error : errors) {
            String said = Sentences.in(Words.locale(), error.message());
            String message = Character.toUpperCase(said.charAt(0)) + said.substring(1);
            faces.addMessage(
                    prefix + components.getOrDefault(error.field(), component(error.field())),
                    new FacesMessage(FacesMessage.SEVERITY_ERROR, message, null));
        }
        faces.validationFailed();
    }

    /** Says what was done; the dialog closes. */
    static void done(String message) {
        say(FacesMessage.SEVERITY_INFO, message);
        PrimeFaces.current().ajax().addCallbackParam("done", true);
    }

    /** Says why something was not done. */
    static void refused(String message) {
        say(FacesMessage.SEVERITY_ERROR, Sentences.in(Words.locale(), message));
    }

    private static void say(FacesMessage.Severity severity, String message) {
        FacesContext.getCurrentInstance().addMessage("messages", new FacesMessage(severity, message, null));
    }

    /** The last part of a field's name, without an index: {@code standard.hashes} is typed into {@code hashes}. */
    static String component(String field) {
        String last = field.substring(field.lastIndexOf('.') + 1);
        int index = last.indexOf('[');
        return index < 0 ? last : last.substring(0, index);
    }
}
