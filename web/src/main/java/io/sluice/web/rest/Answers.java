package io.sluice.web.rest;

import io.sluice.admin.Outcome;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** How a PUT is answered. */
final class Answers {
    private Answers() {}

    /** 201 with its address for what is new, 200 for what was there; either way the resource as it is now. */
    static Response stored(Outcome outcome, UriInfo uri, Object view) {
        return switch (outcome) {
            case CREATED -> Response.created(uri.getRequestUri()).entity(view).build();
            case CHANGED, UNCHANGED -> Response.ok(view).build();
            case REMOVED, ARCHIVED -> throw new IllegalStateException("a PUT removes nothing");
        };
    }
}
