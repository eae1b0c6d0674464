package io.sluice.scheduling;

import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger.Level;

/**
 * Sees to it that what should be is: whatever was missed – a message lost with a crash, a period that ended, an adapter
 * that started again – is found within two seconds and put right by the same way as everything else.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Watch {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());

    @Resource(lookup = Jndi.SWITCHBOARD)
    SwitchboardFactory switchboards;

    @EJB
    Scheduler scheduler;

    /** Compares and repairs. */
    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    public void look() {
        try {
            scheduler.replan("what the watch found");
        } catch (RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            LOG.log(Level.WARNING, "No plan could be made; the machines go on with the last one.", e);
        }
    }

    /** Before the application goes, the adapter stops taking work and reports all it knows. */
    @PreDestroy
    void quiesce() {
        try (Switchboard switchboard = switchboards.getConnection()) {
            switchboard.quiesce();
        } catch (SwitchboardUnavailableException e) {
            LOG.log(Level.DEBUG, "The adapter has stopped already.", e);
        }
    }
}
