package io.sluice.web.rest;

import io.sluice.admin.Outcome;

/**
 * The answer to a DELETE.
 *
 * @param outcome {@code REMOVED}, or {@code ARCHIVED} when the ledger refers to it
 * @param detail the same as a sentence
 */
public record Removed(String name, Outcome outcome, String detail) {
    static Removed of(String what, String name, Outcome outcome) {
        String thing = Character.toUpperCase(what.charAt(0)) + what.substring(1) + " '" + name + "'";
        return switch (outcome) {
            case REMOVED -> new Removed(name, outcome, thing + " is removed.");
            case ARCHIVED ->
                new Removed(
                        name,
                        outcome,
                        thing + " is archived: it does nothing any more, but the ledger refers to it, so its results"
                                + " stay readable.");
            case CREATED, CHANGED, UNCHANGED -> throw new IllegalStateException("a DELETE only removes");
        };
    }
}
