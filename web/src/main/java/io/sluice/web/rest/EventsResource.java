package io.sluice.web.rest;

import io.sluice.admin.EventView;
import io.sluice.admin.Events;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;

/** What happened, newest first. */
@Path("events")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class EventsResource {
    @Inject
    private Events events;

    @Context
    private UriInfo uri;

    @GET
    public Page<EventView> list() {
        Query query = new Query(uri.getQueryParameters());
        int limit = query.limit();
        Optional<Long> cursor = query.cursor();
        query.finish();
        return Page.part(events.latest(cursor, limit), uri);
    }
}
