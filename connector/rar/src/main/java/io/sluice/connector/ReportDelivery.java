package io.sluice.connector;

import io.sluice.api.FieldReport;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.concurrent.TimeUnit;

/** Delivers reports in order, each until the application has taken it over. */
final class ReportDelivery extends EndpointWork {
    private static final long serialVersionUID = 1L;

    private final transient ReportQueue reports;
    private final transient Runnable whenConnected;

    ReportDelivery(MessageEndpointFactory factory, ReportQueue reports, Runnable whenConnected) {
        super(factory, "report", FieldReport.class);
        this.reports = reports;
        this.whenConnected = whenConnected;
    }

    @Override
    void connected() {
        whenConnected.run();
    }

    @Override
    void step() throws InterruptedException {
        FieldReport report = reports.next(200, TimeUnit.MILLISECONDS);
        int times = 0;
        while (report != null && !isReleased()) {
            try {
                send(listener -> listener.report(report));
                reports.delivered();
                return;
            } catch (ResourceException | RuntimeException | Error e) {
                // Whatever it is, the report must not be lost with this thread.
                failed("A report was not taken over", ++times, e);
            }
        }
    }
}
