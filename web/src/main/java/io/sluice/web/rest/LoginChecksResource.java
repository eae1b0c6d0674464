package io.sluice.web.rest;

import io.sluice.admin.LoginCheck;
import io.sluice.admin.LoginChecks;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** Whether a pool takes a login that is stored nowhere. */
@Path("login-checks")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LoginChecksResource {
    @Inject
    private LoginChecks checks;

    @Context
    private UriInfo uri;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public LoginCheck check(InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        String pool = fields.text("pool");
        String user = fields.text("user");
        String password = fields.text("password");
        fields.finish(Set.of());
        fields.throwIfWrong(List::of);
        return checks.check(pool, user, password);
    }
}
