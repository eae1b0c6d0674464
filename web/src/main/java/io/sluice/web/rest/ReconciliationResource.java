package io.sluice.web.rest;

import io.sluice.admin.ReconciliationView;
import io.sluice.admin.Reconciliations;
import io.sluice.admin.Slice;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;

/** What the adapter counted and the pools answered beside the ledger, newest period first. */
@Path("reconciliation")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReconciliationResource {
    @Inject
    Reconciliations reconciliations;

    @Context
    UriInfo uri;

    @GET
    public Page<Reconciled> list() {
        Query query = new Query(uri.getQueryParameters());
        Optional<String> subAccount = query.text("subAccount");
        int limit = query.limit();
        Optional<Long> cursor = query.cursor();
        query.finish();
        Slice<ReconciliationView> slice = reconciliations.list(subAccount, cursor, limit);
        return Page.part(new Slice<>(slice.items().stream().map(Reconciled::of).toList(), slice.next()), uri);
    }
}
