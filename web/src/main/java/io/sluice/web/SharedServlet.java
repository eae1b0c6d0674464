package io.sluice.web;

import io.sluice.admin.Condition;
import io.sluice.people.SharedLinks;
import io.sluice.people.SharedView;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * What a customer sees of one sub-account by a link. The token in the address is all there is to it, so it is neither
 * logged nor handed on, and the page runs no script and leads nowhere.
 */
@WebServlet("/shared/*")
public class SharedServlet extends HttpServlet {
    /** Where the page finds what it shows: a {@link SharedView}. */
    public static final String VIEW = "io.sluice.web.shared";

    private static final long serialVersionUID = 1L;

    @Inject
    private transient SharedLinks links;

    @Inject
    private transient Condition condition;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (condition.isDatabaseAway()) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        String path = request.getPathInfo();
        Optional<SharedView> view =
                path == null || path.length() < 2 ? Optional.empty() : links.shown(path.substring(1));
        if (view.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        request.setAttribute(VIEW, view.get());
        request.getRequestDispatcher("/shared.xhtml").forward(request, response);
    }
}
