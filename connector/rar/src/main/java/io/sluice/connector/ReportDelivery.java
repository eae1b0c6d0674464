package io.sluice.connector;

import io.sluice.api.FieldReport;
import io.sluice.api.ReportId;
import io.sluice.connector.journal.Journal;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Delivers what is for the ledger, from the journal, in order, each report until the application has taken it over. */
final class ReportDelivery extends EndpointWork {
    private static final long serialVersionUID = 1L;

    private static final Method UNBOOKED = method("unbooked", List.class);

    private final transient Journal journal;
    private final transient Runnable whenConnected;

    ReportDelivery(MessageEndpointFactory factory, Journal journal, Runnable whenConnected) {
        super(factory, "report", FieldReport.class);
        this.journal = journal;
        this.whenConnected = whenConnected;
    }

    @Override
    void connected() {
        whenConnected.run();
    }

    @Override
    void step() throws InterruptedException {
        int times = 0;
        while (!isReleased()) {
            try {
                List<ReportId> unasked = journal.unasked();
                if (!unasked.isEmpty()) {
                    journal.answered(unasked, call(UNBOOKED, listener -> listener.unbooked(unasked)));
                    return;
                }
                FieldReport report = journal.next(200, TimeUnit.MILLISECONDS);
                if (report != null) {
                    send(listener -> listener.report(report));
                    journal.delivered();
                }
                return;
            } catch (IOException | ResourceException | RuntimeException | Error e) {
                // Whatever it is, the report must not be lost with this thread.
                failed("A report was not taken over", ++times, e);
            }
        }
    }
}
