package io.sluice.connector;

import io.sluice.api.FieldReport;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.concurrent.TimeUnit;

/** Delivers what happened besides shares, in order, each report until the application has taken it over. */
final class EventDelivery extends EndpointWork {
    private static final long serialVersionUID = 1L;

    private final transient EventQueue events;

    EventDelivery(MessageEndpointFactory factory, EventQueue events) {
        super(factory, "report", FieldReport.class);
        this.events = events;
    }

    @Override
    void connected() {
        // What happened meanwhile waits in the queue.
    }

    @Override
    void step() throws InterruptedException {
        FieldReport report = events.next(200, TimeUnit.MILLISECONDS);
        int times = 0;
        while (report != null && !isReleased()) {
            try {
                send(listener -> listener.report(report));
                events.delivered();
                return;
            } catch (ResourceException | RuntimeException | Error e) {
                // Whatever it is, the report must not be lost with this thread.
                failed("Events were not taken over", ++times, e);
            }
        }
    }
}
