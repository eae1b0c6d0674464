package io.sluice.web.rest;

import io.sluice.admin.Ledger;
import io.sluice.admin.Statement;
import io.sluice.web.books.Format;
import io.sluice.web.books.Phrases;
import io.sluice.web.books.StatementExport;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was done for a customer in a period, to be sent to him. */
@Path("statements")
@RequestScoped
public class StatementsResource {
    private static final String PDF = "application/pdf";
    private static final String CSV = "text/csv";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    @Inject
    private Ledger ledger;

    @Context
    private UriInfo uri;

    @Context
    private HttpHeaders headers;

    @GET
    @Path("{subAccount: .+}")
    @Produces({PDF, CSV, XLSX})
    public Response get(@PathParam("subAccount") String subAccount) {
        Query query = new Query(uri.getQueryParameters());
        Optional<Instant> period = query.instant("period");
        Optional<String> wanted = query.text("format");
        Optional<String> language = query.text("language");
        Optional<Format> format = wanted.isPresent() ? Format.of(wanted.get()) : Optional.of(accepted());
        if (format.isEmpty()) {
            query.reject("format", "must be pdf, csv or xlsx.");
        }
        if (language.filter(tag -> !tag.startsWith("en") && !tag.startsWith("zh"))
                .isPresent()) {
            query.reject("language", "must be en or zh.");
        }
        query.finish();
        Statement statement = ledger.statement(subAccount, period);
        StreamingOutput written =
                out -> StatementExport.write(format.get(), out, Phrases.of(language.orElse("en")), statement);
        return Response.ok(written, format.get().mediaType())
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + StatementExport.fileName(format.get(), statement) + "\"")
                .build();
    }

    /** The first that the client named; PDF when it takes anything. */
    private Format accepted() {
        List<MediaType> types = headers.getAcceptableMediaTypes();
        for (MediaType type : types) {
            if (type.isCompatible(MediaType.valueOf(PDF))) {
                return Format.PDF;
            }
            if (type.isCompatible(MediaType.valueOf(CSV))) {
                return Format.CSV;
            }
            if (type.isCompatible(MediaType.valueOf(XLSX))) {
                return Format.XLSX;
            }
        }
        return Format.PDF;
    }
}
