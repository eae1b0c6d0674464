package io.sluice.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.admin.DeadLetterOffice;
import io.sluice.admin.DeadLetterView;
import io.sluice.admin.Slice;
import io.sluice.admin.UnknownNameException;
import jakarta.ejb.EJBException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // There is no container here to inject anything.
class DeadLettersResourceTest {
    private final List<String> done = new ArrayList<>();
    private boolean brokerAway;

    /** Has the letter 51 and no other. */
    private final DeadLetterOffice office = new DeadLetterOffice() {
        @Override
        public Slice<DeadLetterView> list(Optional<Long> cursor, int limit) {
            done.add("list " + cursor + " " + limit);
            return new Slice<>(List.of(get(51)), Optional.empty());
        }

        @Override
        public DeadLetterView get(long id) {
            if (id != 51) {
                throw new UnknownNameException("There is no dead letter " + id + ", or not any more.");
            }
            return new DeadLetterView(
                    51,
                    Instant.parse("2026-11-01T00:00:00Z"),
                    "taskResults",
                    "no such version",
                    "{\"a\":1}",
                    Optional.of("20261101T000000-0a0b0c0d/3"));
        }

        @Override
        public void replay(String who, long id) {
            get(id);
            if (brokerAway) {
                throw new EJBException("broker");
            }
            done.add(who + " replays " + id);
        }

        @Override
        public void discard(String who, long id) {
            get(id);
            done.add(who + " discards " + id);
        }
    };

    @Test
    void aLetterIsShown() {
        assertThat(Records.json(resource("limit", "5").list()).toString())
                .isEqualTo("{\"items\":[{\"id\":51,\"arrivedAt\":\"2026-11-01T00:00:00Z\",\"queue\":\"taskResults\","
                        + "\"reason\":\"no such version\",\"body\":\"{\\\"a\\\":1}\","
                        + "\"report\":\"20261101T000000-0a0b0c0d/3\"}],\"next\":null}");
        assertThat(done).containsExactly("list Optional.empty 5");
    }

    @Test
    void whoDealsWithALetterIsPassedOnAndToldWhatBecameOfIt() {
        assertThat(Records.json(resource().replay(51)).toString())
                .isEqualTo("{\"id\":51,\"outcome\":\"REPLAYED\",\"detail\":\"Dead letter 51 is back on its queue; if it"
                        + " cannot be read again, it comes back to this list.\"}");
        assertThat(resource().discard(51).outcome()).isEqualTo(Dealt.Outcome.DISCARDED);
        assertThat(done).containsExactly("otter replays 51", "otter discards 51");
    }

    @Test
    void aLetterThatIsNotThereIsSaidToBeGone() {
        assertThatThrownBy(() -> resource().replay(52)).isInstanceOf(UnknownNameException.class);
        assertThatThrownBy(() -> resource().discard(52)).isInstanceOf(UnknownNameException.class);
        assertThatThrownBy(() -> resource().get(52)).isInstanceOf(UnknownNameException.class);
    }

    @Test
    void withoutABrokerALetterStaysAndThatIsSaid() {
        brokerAway = true;

        var thrown =
                catchThrowableOfType(ProblemException.class, () -> resource().replay(51));

        assertThat(thrown.problem().status()).isEqualTo(503);
        assertThat(thrown.problem().detail()).contains("stays in the list").contains("Try again");
        assertThat(done).isEmpty();
    }

    private DeadLettersResource resource(String... query) {
        var resource = new DeadLettersResource();
        resource.office = office;
        resource.uri = Asked.with(query);
        resource.security = Asked.by("otter");
        return resource;
    }
}
