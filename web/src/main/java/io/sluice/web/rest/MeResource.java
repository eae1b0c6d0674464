package io.sluice.web.rest;

import io.sluice.admin.Role;
import io.sluice.people.Users;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The caller's own account. */
@Path("me")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {
    @Inject
    private Users users;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @Context
    private HttpServletRequest request;

    @GET
    public Me get() {
        new Query(uri.getQueryParameters()).finish();
        return me();
    }

    /** A PUT, as it may be repeated: the new password is the present one then. */
    @PUT
    @Path("password")
    @Consumes(MediaType.APPLICATION_JSON)
    public Me changePassword(InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        String present = fields.text("present");
        String fresh = fields.text("fresh");
        fields.finish(Set.of());
        fields.throwIfWrong(List::of);
        users.changeOwnPassword(security.getUserPrincipal().getName(), request.getRemoteAddr(), present, fresh);
        return me();
    }

    private Me me() {
        Role role = Stream.of(Role.ADMIN, Role.OPERATOR)
                .filter(each -> security.isUserInRole(each.name()))
                .findFirst()
                .orElse(Role.VIEWER);
        return new Me(security.getUserPrincipal().getName(), role);
    }

    /**
     * The caller.
     *
     * @param name of the user, or {@code token:} and the name of a token
     */
    public record Me(String name, Role role) {}
}
