package io.sluice.web.rest;

import io.sluice.admin.Outcome;
import jakarta.ejb.EJBException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/** How a PUT is carried out and answered. */
final class Answers {
    private static final Logger LOG = System.getLogger(Answers.class.getName());

    private Answers() {}

    /**
     * Does something that can be repeated, and repeats it once when the database refused: what was to be created may have
     * been created by another at the same moment, such as a machine by its first connection.
     */
    static Outcome onceMore(Supplier<Outcome> work) {
        try {
            return work.get();
        } catch (EJBException e) {
            LOG.log(Level.INFO, "Trying once more what the database refused: " + e.getMessage());
            return work.get();
        }
    }

    /** 201 with its address for what is new, 200 for what was there; either way the resource as it is now. */
    static Response stored(Outcome outcome, UriInfo uri, Object view) {
        return switch (outcome) {
            case CREATED -> Response.created(uri.getRequestUri()).entity(view).build();
            case CHANGED, UNCHANGED -> Response.ok(view).build();
            case REMOVED, ARCHIVED -> throw new IllegalStateException("a PUT removes nothing");
        };
    }
}
