package io.sluice.web.rest;

import io.sluice.people.Issued;
import io.sluice.people.LinkInput;
import io.sluice.people.LinkView;
import io.sluice.people.SharedLinks;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Links that show customers one sub-account each. */
@Path("links")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LinksResource {
    @Inject
    private SharedLinks links;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @Context
    private HttpServletRequest request;

    @GET
    public Page<LinkView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(links.list());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        var input = new LinkInput(fields.text("subAccount"), fields.text("note"), fields.instant("expiresAt"));
        fields.finish(Set.of());
        fields.throwIfWrong(() -> links.check(input));
        Issued<LinkView> issued = links.create(security.getUserPrincipal().getName(), input);
        return Response.created(uri.getRequestUriBuilder()
                        .path(Long.toString(issued.view().id()))
                        .build())
                .entity(new NewLink(issued.view(), request.getContextPath() + "/shared/" + issued.secret()))
                .build();
    }

    @DELETE
    @Path("{id}")
    public Revoked revoke(@PathParam("id") long id) {
        new Query(uri.getQueryParameters()).finish();
        links.revoke(security.getUserPrincipal().getName(), id);
        return new Revoked("Link " + id + " is revoked; it shows nothing any more.");
    }

    /**
     * A new link.
     *
     * @param path what to add to the address of this Sluice; shown this once
     */
    public record NewLink(LinkView link, String path) {
        /** Prints no token. */
        @Override
        public String toString() {
            return "NewLink[link=" + link + "]";
        }
    }
}
