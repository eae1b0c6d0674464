package io.sluice.connector.journal;

import static io.sluice.connector.journal.TestField.NEXT;
import static io.sluice.connector.journal.TestField.NOW;
import static io.sluice.connector.journal.TestField.origin;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What any version ever wrote is read by this one. The folder {@code format-1} was written once, by {@link #main} at the
 * version that had this format first, and is never written again: a change that this test does not pass loses the shares of
 * whoever upgrades with a backlog. A new format gets a folder of its own beside it.
 */
class FormatTest {
    private static final Origin ALICE = origin("m1", "alice", NOW);
    private static final Origin ALICE_NEXT = origin("m1", "alice", NEXT);
    private static final Origin BOB =
            new Origin("m2", "b\u00f6b", NOW, ALICE.work().times(3));
    private static final String LIFE = "20261101T000000-0000feed";

    /** {@code folder}: writes a life that is killed with a backlog. */
    public static void main(String[] args) throws Exception {
        Path written = Files.createTempDirectory("journal");
        TestField field = new TestField(written, 2, TestField.settings(TestField.ROOMY)).begin(LIFE);
        ShareJournal loop = field.loop(0);
        loop.accepted(loop.sent(ALICE, NOW), ALICE, NOW);
        field.keep();
        field.deliver();
        field.acknowledge();
        loop.accepted(loop.sent(ALICE, NOW), ALICE, NOW.plusSeconds(1));
        loop.rejected(loop.sent(BOB, NOW), BOB, NOW.plusSeconds(2), "low difficulty \u00fc");
        field.keep();
        field.deliver();
        long late = field.loop(1).sent(ALICE, NOW);
        long memory = 1;
        while (memory != 0) {
            memory = field.loop(1).sent(BOB, NOW.plusSeconds(3));
            if (memory != 0) {
                field.loop(1).accepted(memory, BOB, NOW.plusSeconds(3));
            }
        }
        field.loop(1).accepted(late, ALICE, NOW.plusSeconds(4));
        field.loop(1).unanswered(memory, BOB, NOW.plusSeconds(5));
        field.keep();
        long moved = loop.sent(ALICE, NOW.plusSeconds(6));
        loop.moved(ALICE, ALICE_NEXT);
        loop.accepted(moved, ALICE_NEXT, NEXT.plusSeconds(1));
        loop.sent(BOB, NOW.plus(Duration.ofDays(60)));
        TestField.copy(written, Path.of(args[0]));
        for (var stream : LifeFolder.in(Path.of(args[0])).get(0).segments().values()) {
            for (Path file : stream.values()) {
                SegmentReader reader = new SegmentReader(Segment.read(file), 0);
                Entry entry = reader.next(Integer.MAX_VALUE);
                while (entry != null) {
                    entry = reader.next(Integer.MAX_VALUE);
                }
                // Without the room behind it, to be small here; a life that was read has none either.
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), reader.position()));
            }
        }
        Files.delete(Path.of(args[0], "lock"));
    }

    @Test
    void aBacklogOfFormatOneIsBooked(@TempDir Path temp) throws Exception {
        TestField field = new TestField(temp.resolve("journal"), 4, TestField.settings(TestField.ROOMY));
        TestField.copy(golden("format-1"), field.folder);
        field.begin("20270101T000000-0000beef");
        field.ledger.delivered.put(
                new ReportId(LIFE, 2),
                List.of(
                        new TaskResult(
                                "m1",
                                "alice",
                                NOW,
                                NOW.plusSeconds(1),
                                NOW.plusSeconds(1),
                                1,
                                ALICE.work(),
                                Map.of(),
                                0),
                        new TaskResult(
                                "m2",
                                "b\u00f6b",
                                NOW,
                                NOW.plusSeconds(2),
                                NOW.plusSeconds(2),
                                0,
                                Work.ZERO,
                                Map.of("low difficulty \u00fc", 1L),
                                0)));
        field.keep();
        field.deliver();

        assertThat(field.ledger.booked.keySet()).first().isEqualTo(new ReportId(LIFE, 2));
        Map<Ledger.Line, Ledger.Sum> sums = field.ledger.sums();
        assertThat(sums)
                .containsEntry(
                        new Ledger.Line("m1", "alice", NOW),
                        new Ledger.Sum(2, ALICE.work().times(2), Map.of(), 0))
                .containsEntry(new Ledger.Line("m1", "alice", NEXT), new Ledger.Sum(1, ALICE.work(), Map.of(), 0))
                .containsEntry(
                        new Ledger.Line("m2", "b\u00f6b", NOW),
                        new Ledger.Sum(BOBS, BOB.work().times(BOBS), Map.of("low difficulty \u00fc", 1L), 2))
                .hasSize(3);
    }

    @Test
    void whatALifeOfFormatOneCountedIsTold(@TempDir Path temp) throws Exception {
        TestField.copy(golden("format-1"), temp);
        PastLife life = PastLife.open(LifeFolder.in(temp).get(0), new ReportSize(10_000));

        assertThat(life.counts())
                .containsExactlyInAnyOrder(
                        new ShareCount("alice", NOW, 3, 3, 0, 0, ALICE.work().times(3)),
                        new ShareCount("alice", NEXT, 1, 1, 0, 0, ALICE.work()),
                        new ShareCount(
                                "b\u00f6b",
                                NOW,
                                BOBS + 3,
                                BOBS,
                                1,
                                2,
                                BOB.work().times(BOBS)));
        assertThat(life.reports()).extracting(ReportId::number).startsWith(2L).isSorted();
        TaskResults second = life.report(2);
        assertThat(second.results()).hasSize(2);
    }

    private static Path golden(String format) throws URISyntaxException, IOException {
        return Path.of(FormatTest.class.getResource(format).toURI());
    }

    /** So many shares filled two segments. */
    private static final long BOBS = 1_336;
}
