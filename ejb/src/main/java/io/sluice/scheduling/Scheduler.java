package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.Itinerary;
import io.sluice.api.Plan;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.DecisionBook;
import jakarta.annotation.Resource;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Has plans made, hands them to the adapter, after the transaction that made them, and then has the reasons written. It is
 * called for every change and by the {@link Watch} every few seconds, and always does the same: reads what is true now, plans,
 * and commands where the plan is another one or the adapter does not have it.
 *
 * <p>What it remembers only saves commands; with nothing remembered it does the same once more.
 */
@Singleton
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Scheduler {
    private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());

    /**
     * How long a first plan waits for what earlier lives of the adapter collected to be booked. A plan made before would
     * grant that work twice, until it is booked. It is booked within a second or two; once, after a kill, it took more than
     * ten, perhaps as a transaction was in doubt.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How old the adapter's status may be. */
    private static final Duration STATUS_AGE = Duration.ofSeconds(2);

    /** However busy the adapter is, what was decided is written this long after at most. */
    private static final Duration OBEYED_WITHIN = Duration.ofSeconds(1);

    Duration obeyedWithin = OBEYED_WITHIN;

    private final Latest planning = new Latest(this::plan);

    @Resource(lookup = Jndi.SWITCHBOARD)
    SwitchboardFactory switchboards;

    @EJB
    CapabilityLedger ledger;

    @EJB
    PlanMaker maker;

    @EJB
    DecisionBook decisions;

    private volatile String why = "the start";
    private Plan last;
    private String lastIncarnation;
    private Instant lastAppliedAt;
    private String noticedIncarnation;
    private Instant noticedAt;

    /** As {@link #replan}, but returns at once. */
    @Asynchronous
    public void replanSoon(String because) {
        replan(because);
    }

    /**
     * Plans anew and commands the adapter. When somebody else is at it, they do it once more. A failure is the caller's
     * to see; the watch tries again.
     *
     * @param because for the log
     */
    public void replan(String because) {
        why = because;
        planning.ask();
    }

    private void plan() {
        try (Switchboard switchboard = switchboards.getConnection()) {
            FieldStatus status = switchboard.status();
            Instant now = Instant.now();
            if (!isEverythingBooked(status, now)) {
                return;
            }
            ledger.beginPeriods(now);
            Draft draft = maker.make(status, now);
            Plan plan = draft.plan();
            if (hasLost(status, now) || !same(plan, last)) {
                switchboard.apply(plan);
                LOG.log(Level.INFO, "Plan " + plan.epoch() + ": " + why);
                last = plan;
                lastIncarnation = status.incarnation();
                lastAppliedAt = now;
            }
            if (!draft.decisions().isEmpty()) {
                // The reasons of thousands of machines take longer to write than the machines to obey, if there is a
                // processor for them meanwhile.
                switchboard
                        .carriedOut()
                        .toCompletableFuture()
                        .completeOnTimeout(null, obeyedWithin.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
                decisions.write(draft.decisions(), draft.events());
            }
        } catch (SwitchboardUnavailableException e) {
            // It is starting or stopping. The watch calls again.
            LOG.log(Level.DEBUG, "No plan, as the adapter does not run.", e);
        }
    }

    private boolean isEverythingBooked(FieldStatus status, Instant now) {
        boolean booked = ledger.latestIncarnation()
                .filter(latest -> latest.getName().equals(status.incarnation()))
                .isPresent();
        if (!status.incarnation().equals(noticedIncarnation)) {
            noticedIncarnation = status.incarnation();
            noticedAt = now;
        }
        return booked || now.isAfter(noticedAt.plus(PATIENCE));
    }

    /** Whether the adapter does not have the plan that it was given. */
    private boolean hasLost(FieldStatus status, Instant now) {
        return last == null
                || !status.incarnation().equals(lastIncarnation)
                || (status.epoch() < last.epoch() && now.isAfter(lastAppliedAt.plus(STATUS_AGE)));
    }

    /** Whether two plans differ by nothing but their number. */
    private static boolean same(Plan one, Plan other) {
        return one.pools().equals(other.pools())
                && one.knownSizes().equals(other.knownSizes())
                && one.services().equals(other.services())
                && same(one.itineraries(), other.itineraries())
                && one.arrivals().equals(other.arrivals());
    }

    /** Thousands of machines share a few itineraries, which may name hundreds of sub-accounts: each two are compared once. */
    @SuppressWarnings("ReferenceEquality") // The very two that were compared before.
    private static boolean same(Map<String, Itinerary> one, Map<String, Itinerary> other) {
        if (one.size() != other.size()) {
            return false;
        }
        IdentityHashMap<Itinerary, Itinerary> alike = new IdentityHashMap<>();
        for (Map.Entry<String, Itinerary> entry : one.entrySet()) {
            Itinerary there = other.get(entry.getKey());
            if (there == null) {
                return false;
            }
            if (alike.get(entry.getValue()) != there) {
                if (!entry.getValue().equals(there)) {
                    return false;
                }
                alike.put(entry.getValue(), there);
            }
        }
        return true;
    }
}
