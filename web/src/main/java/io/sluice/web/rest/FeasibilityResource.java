package io.sluice.web.rest;

import io.sluice.admin.Explanations;
import io.sluice.admin.FeasibilityView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** Whether the standards can be met with what is connected. */
@Path("feasibility")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class FeasibilityResource {
    @Inject
    Explanations explanations;

    @Context
    UriInfo uri;

    @GET
    public Page<FeasibilityView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(explanations.feasibility());
    }
}
