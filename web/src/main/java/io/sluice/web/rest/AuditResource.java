package io.sluice.web.rest;

import io.sluice.people.AuditView;
import io.sluice.people.Audits;
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

/** What people changed, newest first. */
@Path("audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    private Audits audits;

    @Context
    private UriInfo uri;

    @GET
    public Page<AuditView> list() {
        Query query = new Query(uri.getQueryParameters());
        Optional<String> who = query.text("who");
        Optional<String> thing = query.text("thing");
        Optional<Instant> from = query.instant("from");
        Optional<Instant> to = query.instant("to");
        int limit = query.limit();
        Optional<Long> cursor = query.cursor();
        query.finish();
        return Page.part(audits.latest(who, thing, from, to, cursor, limit), uri);
    }
}
