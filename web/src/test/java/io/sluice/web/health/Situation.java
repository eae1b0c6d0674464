package io.sluice.web.health;

import io.sluice.admin.Condition;
import io.sluice.admin.Field;
import io.sluice.api.FieldStatus;
import io.sluice.api.JournalStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How things stand, for a test to say. */
final class Situation {
    boolean databaseAway;
    List<String> reasons = List.of();
    boolean running = true;
    boolean listening = true;
    JournalStatus journal = JournalStatus.NONE;

    final Condition condition = new Condition() {
        @Override
        public List<String> degraded() {
            return reasons;
        }

        @Override
        public List<String> degradedInPublic() {
            return reasons;
        }

        @Override
        public boolean isDatabaseAway() {
            return databaseAway;
        }

        @Override
        public Map<String, Double> missingHashrates() {
            return Map.of("default", 3e12);
        }

        @Override
        public int differences() {
            return 2;
        }

        @Override
        public long deadLetters() {
            return 3;
        }
    };

    final Field field = new Field() {
        @Override
        public Optional<FieldStatus> status() {
            return running
                    ? Optional.of(new FieldStatus(
                            Instant.now(),
                            "20261101T000000-0a0b0c0d",
                            1,
                            listening,
                            List.of(),
                            List.of(),
                            Map.of(),
                            journal,
                            List.of()))
                    : Optional.empty();
        }
    };
}
