package io.sluice.web.rest;

import io.sluice.admin.Explanations;
import io.sluice.admin.ExplanationsView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** Why everybody is where he is. */
@Path("explanations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExplanationsResource {
    @Inject
    Explanations explanations;

    @Context
    UriInfo uri;

    @GET
    public ExplanationsView all() {
        new Query(uri.getQueryParameters()).finish();
        return explanations.all();
    }
}
