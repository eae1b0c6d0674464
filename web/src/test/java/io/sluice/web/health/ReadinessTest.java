package io.sluice.web.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // There is no container here to inject anything.
class ReadinessTest {
    private final Situation now = new Situation();
    private final AdapterReady adapter = new AdapterReady();
    private final DatabaseReady database = new DatabaseReady();
    private final ConditionReady condition = new ConditionReady();

    ReadinessTest() {
        adapter.field = now.field;
        database.field = now.field;
        database.condition = now.condition;
        condition.condition = now.condition;
    }

    @Test
    void readyOnceMachinesCanConnect() {
        assertThat(isReady()).isTrue();
        now.listening = false;
        assertThat(isReady()).isFalse();
        now.running = false;
        assertThat(isReady()).isFalse();
    }

    @Test
    void whileMachinesCanConnectADatabaseThatIsAwayIsSaidAndReadyItStays() {
        now.databaseAway = true;
        now.reasons = List.of("The database has not answered for 12 s.", "The broker has not answered for 11 s.");

        assertThat(isReady()).isTrue();
        assertThat(database.call().getData())
                .contains(Map.of("answers", false, "reason", "The database does not answer."));
        assertThat(condition.call().getData())
                .contains(Map.of(
                        "state",
                        "DEGRADED",
                        "reasons",
                        "The database has not answered for 12 s. The broker has not answered for 11 s."));
    }

    @Test
    void untilMachinesCanConnectTheDatabaseIsAReasonNotToBeReady() {
        now.listening = false;
        now.databaseAway = true;
        assertThat(database.call().getStatus()).isEqualTo(Status.DOWN);
        now.databaseAway = false;
        assertThat(database.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void whenAllIsWellThatIsSaid() {
        assertThat(condition.call().getData()).contains(Map.of("state", "GOOD"));
        assertThat(database.call().getData()).contains(Map.of("answers", true));
    }

    private boolean isReady() {
        return Stream.of(adapter, database, condition)
                .map(HealthCheck::call)
                .map(HealthCheckResponse::getStatus)
                .allMatch(Status.UP::equals);
    }
}
