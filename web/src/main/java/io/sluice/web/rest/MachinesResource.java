package io.sluice.web.rest;

import io.sluice.admin.MachineInput;
import io.sluice.admin.MachineView;
import io.sluice.admin.Machines;
import io.sluice.admin.Outcome;
import io.sluice.admin.ReplacementView;
import io.sluice.admin.Standbys;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Machines: who works. A name may hold any visible character, escaped in the address as usual. */
@Path("machines")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MachinesResource {
    private static final Set<String> READ_ONLY = Set.of(
            "state",
            "learnedHashrate",
            "stateReason",
            "replacedSince",
            "standsInFor",
            "servingSubAccount",
            "servingSubAccounts",
            "hashrate",
            "connectedSince",
            "connections",
            "difficulty",
            "agent",
            "address",
            "lastShare",
            "idleReason",
            "explanation",
            "next");

    @Inject
    private Machines machines;

    @Inject
    private Standbys standbys;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @GET
    public Page<MachineView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(machines.list());
    }

    @GET
    @Path("{name: .+}")
    public MachineView get(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return machines.get(name);
    }

    @PUT
    @Path("{name: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("name") String name, InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        fields.repeats("name", name);
        var input = new MachineInput(
                fields.text("role"),
                fields.text("group"),
                fields.number("standardHashrate"),
                fields.truth("outOfService"));
        fields.finish(READ_ONLY);
        fields.throwIfWrong(() -> machines.check(name, input));
        String who = security.getUserPrincipal().getName();
        Outcome outcome = Answers.onceMore(() -> machines.put(who, name, input));
        return Answers.stored(outcome, uri, machines.get(name));
    }

    /** Has standby machines take its place now. */
    @POST
    @Path("{name: .+}/replace")
    public ReplacementView replace(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return standbys.replace(security.getUserPrincipal().getName(), name);
    }

    /** Gives it its place back. */
    @POST
    @Path("{name: .+}/release")
    public MachineView release(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        standbys.release(security.getUserPrincipal().getName(), name);
        return machines.get(name);
    }

    @DELETE
    @Path("{name: .+}")
    public Removed remove(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return Removed.of(
                "machine", name, machines.remove(security.getUserPrincipal().getName(), name));
    }
}
