package io.sluice.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExaminerTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final double STANDARD = 1e12;

    private final Examiner examiner = new Examiner(1);
    private final Map<String, long[]> verdicts = new HashMap<>();
    private Instant now = START;

    @Test
    void whoseSharesThePoolRejectsWhileItAcceptsThoseOfOthersIsBelowItsStandard() {
        assertThat(after(900, "m1", "alice", "m2", "alice", "m3", "alice").get("m1"))
                .isEqualTo(Finding.State.BELOW_STANDARD);
        assertThat(state("m2")).isEqualTo(Finding.State.HEALTHY);
    }

    @Test
    void aPoolThatRejectsWhatEverybodySendsIsNobodysFault() {
        assertThat(after(900, "m1", "alice", "m1b", "alice", "m2", "bob", "m3", "bob"))
                .containsEntry("m1", Finding.State.HEALTHY)
                .containsEntry("m1b", Finding.State.HEALTHY);
    }

    @Test
    void whoIsAloneOnItsSubAccountIsNotJudgedByItsPool() {
        assertThat(after(900, "m1", "alice", "m2", "bob")).containsEntry("m1", Finding.State.HEALTHY);
    }

    @Test
    void goesOnFromWhatWasFoundBefore() {
        var before = new Finding(Finding.State.SILENT, START, "It has sent nothing.");
        var subject = new Examiner.Subject(
                "m1", OptionalDouble.of(STANDARD), before, Optional.of(new Learned(2e12, 500)), Optional.empty());
        Examination examination = examiner.examine(START, List.of(subject)).get("m1");
        assertThat(examination.finding()).isEqualTo(before);
        assertThat(examination.learned()).contains(new Learned(2e12, 500));
    }

    /** No assertion on time; docs/evidence.md has the figures. */
    @Test
    void looksAtAHundredThousandMachines() {
        long spent = 0;
        int looks = 40;
        for (int look = 0; look < looks; look++) {
            now = now.plusSeconds(2);
            List<Examiner.Subject> subjects = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                subjects.add(subject("m" + i, "alice", 20L + look * 2L, 0));
            }
            long begun = System.nanoTime();
            assertThat(examiner.examine(now, subjects)).hasSize(100_000);
            spent += look < looks / 2 ? 0 : System.nanoTime() - begun;
        }
        System.out.printf("a look at 100,000 machines: %d ms%n", spent / (looks / 2) / 1_000_000);
    }

    private Map<String, Finding.State> after(int seconds, String... machineAndSubAccount) {
        Map<String, Finding.State> states = new HashMap<>();
        for (int passed = 0; passed < seconds; passed += 2) {
            now = now.plusSeconds(2);
            List<Examiner.Subject> subjects = new ArrayList<>();
            for (int i = 0; i < machineAndSubAccount.length; i += 2) {
                String name = machineAndSubAccount[i];
                long[] sums = verdicts.computeIfAbsent(name, key -> new long[2]);
                sums[0] += 2;
                // Those whose name begins with m1 have every other share rejected.
                sums[1] += name.startsWith("m1") ? 1 : 0;
                subjects.add(subject(name, machineAndSubAccount[i + 1], sums[0], sums[1]));
            }
            examiner.examine(now, subjects)
                    .forEach((name, examination) ->
                            states.put(name, examination.finding().state()));
        }
        last = states;
        return states;
    }

    private Map<String, Finding.State> last = Map.of();

    private Finding.State state(String name) {
        return last.get(name);
    }

    /** One that finds a share a second, as it should. */
    private Examiner.Subject subject(String name, String subAccount, long shares, long rejected) {
        double exposure = (now.getEpochSecond() - START.getEpochSecond()) / STANDARD;
        return new Examiner.Subject(
                name,
                OptionalDouble.of(STANDARD),
                Finding.healthy(START),
                Optional.empty(),
                Optional.of(new Sample(now, START, 1, shares, exposure, 0, shares - rejected, rejected, subAccount)));
    }
}
