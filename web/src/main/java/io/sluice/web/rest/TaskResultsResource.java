package io.sluice.web.rest;

import io.sluice.admin.BookingView;
import io.sluice.admin.Bookings;
import io.sluice.admin.Slice;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Optional;

/** The ledger, oldest booking first. */
@Path("task-results")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TaskResultsResource {
    @Inject
    private Bookings bookings;

    @Context
    private UriInfo uri;

    @GET
    public Page<BookingView> list() {
        Query query = new Query(uri.getQueryParameters());
        Optional<String> subAccount = query.text("subAccount");
        Optional<Instant> from = query.instant("from");
        Optional<Instant> to = query.instant("to");
        int limit = query.limit();
        Optional<Long> cursor = query.cursor();
        if (from.isPresent() && to.isPresent() && !to.get().isAfter(from.get())) {
            query.reject("to", "must be later than from.");
        }
        query.finish();
        Slice<BookingView> slice = bookings.between(subAccount, from, to, cursor, limit);
        return Page.part(slice, uri);
    }
}
