package io.sluice.scheduling;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldListener;
import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.SubAccountAuthentication;
import io.sluice.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.util.List;
import java.util.Optional;

/**
 * The application's ear at the adapter. Reports go to the broker in the transaction they are delivered in, and the rest
 * is done from there: the adapter waits for no database.
 */
@MessageDriven(messageListenerInterface = FieldListener.class)
public class FieldReportBean implements FieldListener {
    @Resource(lookup = Jndi.CONNECTION_FACTORY)
    ConnectionFactory connections;

    @Resource(lookup = Jndi.TASK_RESULTS)
    Queue taskResults;

    @Resource(lookup = Jndi.MACHINE_EVENTS)
    Queue machineEvents;

    @EJB
    SubAccountAuthentication authentication;

    @EJB
    CapabilityLedger ledger;

    @EJB
    Pulse pulse;

    /** Read once: the broker does not change its mind. */
    int bytes = Settings.ofThisProcess().reportBytes();

    @PostConstruct
    void awaitDatabase() {
        Migrations.awaitDone();
    }

    @Override
    public void report(FieldReport report) {
        try (JMSContext jms = connections.createContext()) {
            if (report instanceof TaskResults results) {
                ReportMessages.send(jms, taskResults, ReportJson.write(results), Optional.of(results.id()));
            } else if (report instanceof Ended ended) {
                for (Ended part : ReportJson.parts(ended, bytes)) {
                    ReportMessages.send(jms, taskResults, ReportJson.write(part), Optional.empty());
                }
            } else {
                // A life's beginning goes the way of the shares, so that it stays behind those of the life before.
                Queue queue = report instanceof Started ? taskResults : machineEvents;
                ReportMessages.send(jms, queue, ReportJson.write(report), Optional.empty());
            }
        } catch (JMSRuntimeException e) {
            throw new AwayException("The broker does not take a report: " + e.getMessage(), e);
        }
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public List<ReportId> unbooked(List<ReportId> reports) {
        mustAnswer();
        return ledger.unbooked(reports);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public List<AuthenticationResult> authenticate(List<Credentials> credentials) {
        mustAnswer();
        return authentication.authenticate(credentials);
    }

    private void mustAnswer() {
        if (pulse.isDatabaseAway()) {
            throw new AwayException("The database is away.");
        }
    }
}
