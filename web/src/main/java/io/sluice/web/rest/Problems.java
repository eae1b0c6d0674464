package io.sluice.web.rest;

import io.sluice.admin.InUseException;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.NotNowException;
import io.sluice.admin.UnknownNameException;
import jakarta.ejb.EJBAccessException;
import jakarta.ejb.EJBException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;

/** Turns whatever a request ran into into a problem body. Nothing of the inside shows: no class name, no stack. */
@Provider
public class Problems implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(Problems.class.getName());

    @Context
    private UriInfo uri;

    @Context
    private Request request;

    @Override
    public Response toResponse(Throwable thrown) {
        if (thrown instanceof EJBAccessException) {
            return answer(Problem.of(
                    403,
                    "forbidden",
                    "Not allowed",
                    "Your role does not allow that; an ADMIN can give you another one."));
        }
        Throwable cause = thrown instanceof EJBException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ProblemException refused) {
            return answer(refused.problem());
        }
        if (cause instanceof InvalidInputException invalid) {
            return answer(Problem.invalid(invalid.errors()));
        }
        if (cause instanceof UnknownNameException unknown) {
            return answer(Problem.of(404, "not-found", "Not found", unknown.getMessage()));
        }
        if (cause instanceof InUseException inUse) {
            return answer(Problem.of(409, "in-use", "In use", inUse.getMessage()));
        }
        if (cause instanceof NotNowException notNow) {
            return answer(Problem.of(409, "not-now", "Not possible now", notNow.getMessage()));
        }
        if (cause instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            return refusal(web.getResponse());
        }
        String incident = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "Request " + request.getMethod() + " failed, incident " + incident, thrown);
        return answer(Problem.of(
                500,
                "internal",
                "Internal error",
                "Something went wrong inside Sluice; its log has the details under incident " + incident + "."));
    }

    private Response refusal(Response response) {
        int status = response.getStatus();
        String path = "/api/v1/" + uri.getPath();
        Problem problem =
                switch (status) {
                    case 404 ->
                        Problem.of(404, "not-found", "Not found", "There is nothing at " + path + "; see /openapi.");
                    case 405 ->
                        Problem.of(
                                405,
                                "method-not-allowed",
                                "Method not allowed",
                                request.getMethod() + " is not possible here; these are: "
                                        + response.getHeaderString(HttpHeaders.ALLOW) + ".");
                    case 406 ->
                        Problem.of(
                                406,
                                "not-acceptable",
                                "Not acceptable",
                                "Answers are application/json; ask for that in the header Accept.");
                    case 415 ->
                        Problem.of(
                                415,
                                "unsupported-media-type",
                                "Unsupported media type",
                                "Send the body as application/json and say so in the header Content-Type.");
                    default ->
                        Problem.of(status, "refused", "Refused", "The request cannot be understood; see /openapi.");
                };
        Response answer = answer(problem);
        String allow = response.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
