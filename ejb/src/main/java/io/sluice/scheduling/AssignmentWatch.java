package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.AssignmentBook;
import io.sluice.distribution.AssignmentBook.Pairing;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the history of assignments true: ends what a life of the field left open when it ended, and puts right what events
 * did not tell – they may be lost, and a machine with several connections may work for several at once. What differs is
 * believed when it is seen a second time, as events may still be under way.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AssignmentWatch {
    private static final System.Logger LOG = System.getLogger(AssignmentWatch.class.getName());

    private static final long EVERY_MILLIS = 15_000;

    @Resource(lookup = Jndi.SWITCHBOARD)
    SwitchboardFactory switchboards;

    @EJB
    AssignmentBook assignments;

    @EJB
    Pulse pulse;

    @Resource
    TimerService timers;

    private final Trouble trouble = new Trouble(LOG);

    /** Machines cannot connect before this bean exists, so nothing that is open can have begun before and be of now. */
    Instant start = Instant.now();

    private Instant lastSeen;
    private Map<Pairing, Instant> begun = Map.of();
    private Map<Pairing, Instant> ended = Map.of();

    /** Not by {@code @Schedule}: such a timer may run before the application has started, and breaks what it then calls. */
    @PostConstruct
    void startLooking() {
        timers.createIntervalTimer(EVERY_MILLIS, EVERY_MILLIS, new TimerConfig(null, false));
    }

    /** Compares and corrects. Synchronized, as a timer may be late and the next one early. */
    @Timeout
    public synchronized void look() {
        if (!pulse.databaseAnswers()) {
            return;
        }
        try (Switchboard switchboard = switchboards.getConnection()) {
            look(switchboard.status());
            trouble.over();
        } catch (SwitchboardUnavailableException e) {
            LOG.log(Level.DEBUG, "The adapter does not run, and nothing is seen of the field.", e);
        } catch (RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            trouble.with("The history of assignments cannot be kept; it goes on when the database answers.", e);
        }
    }

    void look(FieldStatus status) {
        if (lastSeen == null) {
            lastSeen = assignments.lastLook().orElse(start);
        }
        assignments.endEarlier(start, lastSeen);
        Set<Pairing> there = new HashSet<>();
        for (MachineStatus machine : status.machines()) {
            machine.servingSubAccounts().forEach(name -> there.add(new Pairing(machine.name(), name)));
        }
        Set<Pairing> written = assignments.open();
        Map<Pairing, Instant> nowBegun = since(there, written, begun, status.at());
        Map<Pairing, Instant> nowEnded = since(written, there, ended, status.at());
        Map<Pairing, Instant> surelyBegun = twice(nowBegun, begun);
        Map<Pairing, Instant> surelyEnded = twice(nowEnded, ended);
        if (!surelyBegun.isEmpty() || !surelyEnded.isEmpty()) {
            assignments.correct(surelyBegun, surelyEnded);
        }
        begun = nowBegun;
        ended = nowEnded;
        assignments.looked(status.at());
    }

    /** What is here and not there, and since when it was seen so. */
    private static Map<Pairing, Instant> since(
            Set<Pairing> here, Set<Pairing> there, Map<Pairing, Instant> before, Instant now) {
        Map<Pairing, Instant> since = new HashMap<>();
        for (Pairing pairing : here) {
            if (!there.contains(pairing)) {
                since.put(pairing, Optional.ofNullable(before.get(pairing)).orElse(now));
            }
        }
        return since;
    }

    private static Map<Pairing, Instant> twice(Map<Pairing, Instant> now, Map<Pairing, Instant> before) {
        Map<Pairing, Instant> sure = new HashMap<>(now);
        sure.keySet().retainAll(before.keySet());
        return sure;
    }
}
