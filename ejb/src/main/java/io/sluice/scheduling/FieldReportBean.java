package io.sluice.scheduling;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldListener;
import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.distribution.SubAccountAuthentication;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.util.List;

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

    @PostConstruct
    void awaitDatabase() {
        Migrations.awaitDone();
    }

    @Override
    public void report(FieldReport report) {
        // A life's beginning goes the way of the shares, so that it stays behind those of the life before.
        boolean forLedger = report instanceof TaskResults || report instanceof Started;
        try (JMSContext jms = connections.createContext()) {
            jms.createProducer().send(forLedger ? taskResults : machineEvents, ReportJson.write(report));
        }
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public List<AuthenticationResult> authenticate(List<Credentials> credentials) {
        return authentication.authenticate(credentials);
    }
}
