package io.sluice.web.rest;

import io.sluice.people.AccessTokens;
import io.sluice.people.Issued;
import io.sluice.people.TokenInput;
import io.sluice.people.TokenView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
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

/** Tokens that scripts log in with. */
@Path("tokens")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {
    @Inject
    private AccessTokens tokens;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @GET
    public Page<TokenView> list() {
        new Query(uri.getQueryParameters()).finish();
        return Page.whole(tokens.list());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(InputStream body) throws IOException {
        new Query(uri.getQueryParameters()).finish();
        Fields fields = Fields.read(body);
        var input = new TokenInput(fields.text("name"), fields.text("role"), fields.instant("expiresAt"));
        fields.finish(Set.of());
        fields.throwIfWrong(() -> tokens.check(input));
        Issued<TokenView> issued = tokens.create(security.getUserPrincipal().getName(), input);
        return Response.created(uri.getRequestUriBuilder().path(input.name()).build())
                .entity(new NewToken(issued.view(), issued.secret()))
                .build();
    }

    @DELETE
    @Path("{name: .+}")
    public Revoked revoke(@PathParam("name") String name) {
        new Query(uri.getQueryParameters()).finish();
        tokens.revoke(security.getUserPrincipal().getName(), name);
        return new Revoked("Token '" + name + "' is revoked; nobody gets in with it any more.");
    }

    /**
     * A new token.
     *
     * @param secret what to send as Bearer; shown this once
     */
    public record NewToken(TokenView token, String secret) {
        /** Prints no token. */
        @Override
        public String toString() {
            return "NewToken[token=" + token + "]";
        }
    }
}
