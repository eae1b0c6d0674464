package io.sluice.web.rest;

import io.sluice.admin.LoginCheck;
import io.sluice.admin.LoginChecks;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** Whether the pool takes the login that a sub-account is served with. */
@Path("sub-accounts/{name: .+}/check-login")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CheckLoginResource {
    @Inject
    private LoginChecks checks;

    @Context
    private UriInfo uri;

    @POST
    public LoginCheck check(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return checks.ofSubAccount(name);
    }
}
