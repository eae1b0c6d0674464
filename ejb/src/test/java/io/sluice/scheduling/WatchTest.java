package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus;
import io.sluice.api.Plan;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.naming.Reference;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final List<String> happened = new ArrayList<>();

    /** Stands for the adapter. */
    private final class Field implements SwitchboardFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Switchboard getConnection() {
            return new QuietSwitchboard() {
                @Override
                public void apply(Plan plan) {
                    throw new AssertionError("the watch leaves plans to the scheduler");
                }

                @Override
                public FieldStatus status() {
                    throw new AssertionError("the watch leaves the status to the scheduler");
                }

                @Override
                public void quiesce() {
                    happened.add("quiesced");
                }
            };
        }

        @Override
        public Reference getReference() {
            return null;
        }
    }

    private final class Planner extends Scheduler {
        private boolean failing;

        @Override
        public void replan(String because) {
            happened.add("planned");
            if (failing) {
                throw new IllegalStateException("the database is away");
            }
        }
    }

    private final Planner planner = new Planner();
    private final Watch watch = watch();

    private Watch watch() {
        var made = new Watch();
        made.switchboards = new Field();
        made.scheduler = planner;
        made.pulse = new Pulse();
        made.acknowledgement = new Acknowledgement(made.switchboards, made.backlog, null, System::nanoTime) {
            @Override
            void run() {
                happened.add("acknowledged");
            }
        };
        made.backlog = new Backlog() {
            private int waiting = 3;

            @Override
            public boolean isEmpty() {
                happened.add("waited for " + waiting);
                return waiting-- == 0;
            }
        };
        return made;
    }

    @Test
    void atTheEndEverythingThatIsReportedIsBookedAndNothingIsPlanned() {
        watch.look();
        watch.standStill();
        watch.look();
        watch.standStill();
        assertThat(happened)
                .containsExactly(
                        "planned",
                        "acknowledged",
                        "quiesced",
                        "waited for 3",
                        "waited for 2",
                        "waited for 1",
                        "waited for 0");
    }

    @Test
    void aStopWaitsForWhatIsStillBookedForAsLongAsThereIsTime() {
        watch.bookedWithin = Duration.ZERO;
        watch.standStill();
        assertThat(happened).endsWith("waited for 0");
    }

    @Test
    void aStopDoesNotWaitForADatabaseThatIsAway() {
        watch.bookedWithin = Duration.ZERO;
        watch.pulse = new Pulse() {
            @Override
            public boolean isDatabaseAway() {
                return true;
            }
        };
        watch.standStill();
        assertThat(happened).containsExactly("quiesced", "waited for 3");
    }

    @Test
    void aStopEndsThoughSomethingIsNeverBooked() {
        watch.bookedWithin = Duration.ZERO;
        watch.stillWithin = Duration.ZERO;
        watch.standStill();
        assertThat(happened).containsExactly("quiesced", "waited for 3");
    }

    @Test
    void goesOnWhenAPlanCannotBeMade() {
        planner.failing = true;
        watch.look();
        watch.look();
        assertThat(happened).containsExactly("planned", "acknowledged", "planned", "acknowledged");
    }
}
