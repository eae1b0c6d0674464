package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssignmentsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void aServiceLastsAsLongAsAnyMachineWorks() {
        List<AssignmentView> assignments = List.of(
                assignment("b", "alice", 5, 20),
                assignment("a", "alice", 0, 10),
                assignment("c", "alice", 10, 15),
                assignment("a", "alice", 40, 50),
                assignment("a", "bob", 10, 40),
                assignment("b", "bob", 21, -1),
                assignment("c", "alice", 51, -1));
        assertThat(Assignments.services(assignments, Duration.ofSeconds(2)))
                .containsExactly(service("alice", 0, 20, 2), service("alice", 40, -1, 1), service("bob", 10, -1, 2));
        assertThat(Assignments.services(List.of(), Duration.ZERO)).isEmpty();
    }

    private static AssignmentView assignment(String machine, String subAccount, long from, long until) {
        return new AssignmentView(machine, subAccount, START.plusSeconds(from), end(until), "", "");
    }

    private static ServiceView service(String subAccount, long from, long until, int machines) {
        return new ServiceView(subAccount, START.plusSeconds(from), end(until), machines);
    }

    private static Optional<Instant> end(long until) {
        return until < 0 ? Optional.empty() : Optional.of(START.plusSeconds(until));
    }
}
