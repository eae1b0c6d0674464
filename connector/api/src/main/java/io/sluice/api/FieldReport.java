package io.sluice.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Something that happened in the field and that the application must know. */
public sealed interface FieldReport {

    /**
     * A life of the adapter has begun. Delivered before any report of that life and after all reports of earlier ones.
     *
     * @param incarnation the life's name, as in the {@link ReportId}s that follow
     */
    record Started(String incarnation, Instant at) implements FieldReport {
        public Started {
            Objects.requireNonNull(incarnation, "incarnation");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * What a life of the adapter counted, where it counts no more: in periods that are over, and, when the life is over, in
     * all others. Delivered after the reports of it; the last one of a life by the next life, before that one's own {@link
     * Started}. The same counts may come more than once.
     *
     * @param counts for the comparison with the ledger
     */
    record Ended(String incarnation, List<ShareCount> counts) implements FieldReport {
        public Ended {
            Objects.requireNonNull(incarnation, "incarnation");
            counts = List.copyOf(counts);
        }
    }

    /** Verdicts on shares, folded by machine, sub-account and period; see {@link TaskResult}. Never empty. */
    record TaskResults(ReportId id, List<TaskResult> results) implements FieldReport {
        public TaskResults {
            Objects.requireNonNull(id, "id");
            results = List.copyOf(results);
            if (results.isEmpty()) {
                throw new IllegalArgumentException("a report of task results has at least one");
            }
        }
    }

    /** What machines did, oldest first. Never empty. */
    record MachineEvents(List<MachineEvent> events) implements FieldReport {
        public MachineEvents {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("a report of machine events has at least one");
            }
        }
    }

    /**
     * What a pool said to the login of a sub-account, or that the sub-account has no login now.
     *
     * @param revision the {@link Login#revision} that was used, so that an answer to an old password is known as such
     * @param address the pool's address
     * @param reason the pool's own words when it refused, or why there is no connection; empty when accepted
     */
    record LoginEvent(Instant at, String subAccount, long revision, LoginState state, String address, String reason)
            implements FieldReport {
        public LoginEvent {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(subAccount, "subAccount");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * What is known of a pool's address.
     *
     * @param kind whether it was asked for its sizes, serves, or fails
     * @param extranonce1Size bytes; 0 when not known
     * @param extranonce2Size bytes; 0 when not known
     * @param versionMask bits that the pool lets machines roll; 0 when it does not know version rolling
     * @param reason why it fails; empty otherwise
     */
    record PoolEvent(
            Instant at,
            String pool,
            PoolAddress address,
            Kind kind,
            int extranonce1Size,
            int extranonce2Size,
            int versionMask,
            String reason)
            implements FieldReport {
        /** What happened at the address. */
        public enum Kind {
            /** It answered a subscribe that was sent to learn its sizes. */
            PROBED,
            /** Work comes from it. */
            SERVING,
            /** It does not answer, or answers nonsense. */
            FAILING
        }

        public PoolEvent {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
