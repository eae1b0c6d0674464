package io.sluice.web.rest;

import io.sluice.admin.Outcome;
import io.sluice.people.UserInput;
import io.sluice.people.UserView;
import io.sluice.people.Users;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Who may use console and REST. */
@Path("users")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {
    @Inject
    private Users users;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @GET
    public Page<UserView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(users.list());
    }

    @GET
    @Path("{name: .+}")
    public UserView get(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return users.get(name);
    }

    @PUT
    @Path("{name: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("name") String name, InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        fields.repeats("name", name);
        var input = new UserInput(fields.text("role"), fields.truth("disabled"), fields.text("password"));
        fields.finish(Set.of("createdAt"));
        fields.throwIfWrong(() -> users.check(name, input));
        String who = security.getUserPrincipal().getName();
        Outcome outcome = Answers.onceMore(() -> users.put(who, name, input));
        return Answers.stored(outcome, uri, users.get(name));
    }

    @DELETE
    @Path("{name: .+}")
    public Removed remove(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return Removed.of("user", name, users.remove(security.getUserPrincipal().getName(), name));
    }
}
