package io.sluice.web.rest;

import io.sluice.admin.Condition;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** Whether all is well. */
@Path("condition")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConditionResource {
    @Inject
    Condition condition;

    @Context
    UriInfo uri;

    @GET
    public ConditionAnswer get() {
        new Query(uri.getQueryParameters()).finish();
        return ConditionAnswer.of(condition.degraded(), condition.journal());
    }
}
