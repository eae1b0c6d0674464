package io.sluice.web.rest;

import io.sluice.admin.DeadLetterOffice;
import io.sluice.admin.DeadLetterView;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Messages that could not be read, newest first. */
@Path("dead-letters")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DeadLettersResource {
    private static final Logger LOG = System.getLogger(DeadLettersResource.class.getName());

    @Inject
    DeadLetterOffice office;

    @Context
    UriInfo uri;

    @Context
    SecurityContext security;

    @GET
    public Page<DeadLetterView> list() {
        Query query = new Query(uri.getQueryParameters());
        int limit = query.limit();
        Optional<Long> cursor = query.cursor();
        query.finish();
        return Page.part(office.list(cursor, limit), uri);
    }

    @GET
    @Path("{id}")
    public DeadLetterView get(@PathParam("id") long id) {
        new Query(uri.getQueryParameters()).finish();
        return office.get(id);
    }

    @POST
    @Path("{id}/replay")
    public Dealt replay(@PathParam("id") long id) {
        new Query(uri.getQueryParameters()).finish();
        try {
            office.replay(security.getUserPrincipal().getName(), id);
        } catch (EJBException e) {
            LOG.log(Level.WARNING, "Dead letter " + id + " could not be put back.", e);
            throw new ProblemException(Problem.of(
                    503,
                    "unavailable",
                    "Not available now",
                    "Dead letter " + id + " could not be put back on its queue, as the broker or the database did not"
                            + " answer; it stays in the list. Try again when GET /api/v1/condition names neither."));
        }
        return Dealt.replayed(id);
    }

    @DELETE
    @Path("{id}")
    public Dealt discard(@PathParam("id") long id) {
        new Query(uri.getQueryParameters()).finish();
        office.discard(security.getUserPrincipal().getName(), id);
        return Dealt.discarded(id);
    }
}
