package io.sluice.web.rest;

import io.sluice.admin.GroupInput;
import io.sluice.admin.GroupView;
import io.sluice.admin.Groups;
import io.sluice.admin.Outcome;
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

/** Groups of machines, each with the sub-accounts that it serves. */
@Path("groups")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GroupsResource {
    @Inject
    private Groups groups;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @GET
    public Page<GroupView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(groups.list());
    }

    @GET
    @Path("{name: .+}")
    public GroupView get(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return groups.get(name);
    }

    @PUT
    @Path("{name: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("name") String name, InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        fields.repeats("name", name);
        var input = new GroupInput(fields.text("policy"));
        fields.finish(Set.of("machines", "subAccounts"));
        fields.throwIfWrong(() -> groups.check(name, input));
        String who = security.getUserPrincipal().getName();
        Outcome outcome = Answers.onceMore(() -> groups.put(who, name, input));
        return Answers.stored(outcome, uri, groups.get(name));
    }

    @DELETE
    @Path("{name: .+}")
    public Removed remove(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return Removed.of(
                "group", name, groups.remove(security.getUserPrincipal().getName(), name));
    }
}
