package io.sluice.web.rest;

import io.sluice.admin.ReplacementView;
import io.sluice.admin.StandbyView;
import io.sluice.admin.Standbys;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** Who stands by, and what would replace what. */
@Path("standby")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StandbyResource {
    @Inject
    Standbys standbys;

    @Context
    UriInfo uri;

    @GET
    public Page<StandbyView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(standbys.list());
    }

    @GET
    @Path("drill")
    public Page<ReplacementView> drill() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(standbys.drill());
    }
}
