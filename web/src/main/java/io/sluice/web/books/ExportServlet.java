package io.sluice.web.books;

import io.sluice.admin.BookingFilter;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.Ledger;
import io.sluice.admin.Statement;
import io.sluice.admin.UnknownNameException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What the console's pages offer for download: {@code /export/bookings.csv} and {@code /export/statement.pdf}. */
@WebServlet("/export/*")
public class ExportServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Ledger ledger;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String file = request.getPathInfo() == null ? "" : request.getPathInfo().substring(1);
        int dot = file.lastIndexOf('.');
        Optional<Format> format = dot < 0 ? Optional.empty() : Format.of(file.substring(dot + 1));
        String what = dot < 0 ? file : file.substring(0, dot);
        Phrases phrases = Phrases.of(request.getParameter("language"));
        try {
            if (format.isPresent() && what.equals("bookings")) {
                bookings(format.get(), phrases, request, response);
            } else if (format.isPresent() && what.equals("statement")) {
                statement(format.get(), phrases, request, response);
            } else {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (UnknownNameException e) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } catch (InvalidInputException | DateTimeException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        }
    }

    private void bookings(Format format, Phrases phrases, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var filter = new BookingFilter(
                text(request, "subAccount"),
                instant(request, "period"),
                instant(request, "from"),
                instant(request, "to"));
        head(response, format, "bookings." + format.ending());
        BookingsExport.write(
                format,
                response.getOutputStream(),
                phrases,
                cursor -> ledger.part(filter, cursor, BookingsExport.PART));
    }

    private void statement(Format format, Phrases phrases, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Statement statement = ledger.statement(text(request, "subAccount").orElse(""), instant(request, "period"));
        head(response, format, StatementExport.fileName(format, statement));
        StatementExport.write(format, response.getOutputStream(), phrases, statement);
    }

    private static void head(HttpServletResponse response, Format format, String fileName) {
        response.setContentType(format.mediaType());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    }

    private static Optional<String> text(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(text -> !text.isBlank());
    }

    private static Optional<Instant> instant(HttpServletRequest request, String name) {
        return text(request, name).map(Instant::parse);
    }
}
