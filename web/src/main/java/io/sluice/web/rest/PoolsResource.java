package io.sluice.web.rest;

import io.sluice.admin.Outcome;
import io.sluice.admin.PoolInput;
import io.sluice.admin.PoolView;
import io.sluice.admin.Pools;
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

/** Pools: outside Stratum services. */
@Path("pools")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PoolsResource {
    @Inject
    private Pools pools;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @GET
    public Page<PoolView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(pools.list());
    }

    @GET
    @Path("{name: .+}")
    public PoolView get(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return pools.get(name);
    }

    @PUT
    @Path("{name: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("name") String name, InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        fields.repeats("name", name);
        var input = new PoolInput(fields.texts("urls"), fields.text("workerNames"));
        fields.finish(Set.of("addresses"));
        fields.throwIfWrong(() -> pools.check(name, input));
        String who = security.getUserPrincipal().getName();
        Outcome outcome = Answers.onceMore(() -> pools.put(who, name, input));
        return Answers.stored(outcome, uri, pools.get(name));
    }

    @DELETE
    @Path("{name: .+}")
    public Removed remove(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        return Removed.of("pool", name, pools.remove(security.getUserPrincipal().getName(), name));
    }
}
