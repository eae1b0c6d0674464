package io.sluice.web.rest;

import io.sluice.admin.Outcome;
import io.sluice.admin.StandardInput;
import io.sluice.admin.SubAccountInput;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
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

/** Sub-accounts: whose standards are filled, in order. */
@Path("sub-accounts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SubAccountsResource {
    @Inject
    private SubAccounts subAccounts;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @GET
    public Page<SubAccountView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(subAccounts.list());
    }

    @GET
    @Path("{name: .+}")
    public SubAccountView get(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return subAccounts.get(name);
    }

    @PUT
    @Path("{name: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("name") String name, InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        fields.repeats("name", name);
        var input = new SubAccountInput(
                fields.text("pool"),
                fields.text("user"),
                fields.text("password"),
                fields.whole("position"),
                fields.text("group"),
                standard(fields.object("standard")),
                fields.whole("priority"),
                fields.number("weight"),
                fields.text("dueAt"),
                fields.truth("carryOver"),
                fields.truth("paused"),
                fields.text("note"));
        fields.finish(Set.of("capability", "hashrate", "login", "machines", "pausedAt", "pausedBy"));
        fields.throwIfWrong(() -> subAccounts.check(name, input));
        String who = security.getUserPrincipal().getName();
        Outcome outcome = Answers.onceMore(() -> subAccounts.put(who, name, input));
        return Answers.stored(outcome, uri, subAccounts.get(name));
    }

    @DELETE
    @Path("{name: .+}")
    public Removed remove(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return Removed.of(
                "sub-account",
                name,
                subAccounts.remove(security.getUserPrincipal().getName(), name));
    }

    private static StandardInput standard(Fields fields) {
        if (fields == null) {
            return null;
        }
        var standard = new StandardInput(fields.number("hashes"), fields.text("period"));
        fields.finish(Set.of());
        return standard;
    }
}
