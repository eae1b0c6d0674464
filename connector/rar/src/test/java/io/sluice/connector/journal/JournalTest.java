package io.sluice.connector.journal;

import static io.sluice.connector.journal.TestField.NEXT;
import static io.sluice.connector.journal.TestField.NOW;
import static io.sluice.connector.journal.TestField.ROOMY;
import static io.sluice.connector.journal.TestField.SMALL;
import static io.sluice.connector.journal.TestField.origin;
import static io.sluice.connector.journal.TestField.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.FieldReport.Started;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The journal's promises, one by one. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JournalTest {
    private static final Origin ALICE = origin("m1", "alice", NOW);
    private static final Origin BOB = origin("b", "bob", NOW);
    private static final Origin ALICE_NEXT = origin("m1", "alice", NEXT);

    /** Room for the cuts and three segments. */
    private static final long TIGHT = 2L * (256 << 10) + 3 * SMALL;

    @TempDir
    private Path temp;

    private TestField field(int loops, long limit) throws IOException {
        return new TestField(temp.resolve("journal"), loops, settings(limit)).begin("life-1");
    }

    /** Each in a turn of its own, so that none shares a record with another. */
    private static void accepted(ShareJournal loop, Origin origin, int shares) {
        for (int i = 0; i < shares; i++) {
            loop.accepted(loop.sent(origin, NOW), origin, NOW);
            loop.commit();
        }
    }

    private static Ledger.Line line(Origin origin) {
        return new Ledger.Line(origin.machine(), origin.subAccount(), origin.periodStart());
    }

    private static ShareCount count(List<ShareCount> counts, Instant period) {
        return counts.stream()
                .filter(count -> count.periodStart().equals(period))
                .findFirst()
                .orElseThrow();
    }

    /** Kills it, begins again, delivers everything and compares. */
    private void killAndCompare(TestField field) throws IOException, InterruptedException {
        String killed = field.incarnation;
        field.kill(temp.resolve("after-" + killed));
        field.begin(killed + "-next");
        field.keep();
        field.deliver();
        field.ledger.checkCounts(field.incarnation, field.journal.status().counts());
    }

    /** Until the limit is reached. */
    private static void fill(TestField field) {
        ShareJournal loop = field.loop(0);
        for (int i = 0; field.journal.status().trouble().isEmpty(); i++) {
            assertThat(i).isLessThan(1_000);
            for (int share = 0; share < 1_000; share++) {
                loop.accepted(loop.sent(BOB, NOW), BOB, NOW);
            }
            field.keep();
        }
        while (loop.sent(BOB, NOW) != 0) {
            assertThat(field.journal.status().trouble()).isNotEmpty();
        }
    }

    @Test
    void aKillLosesNothingAndWhatWasNotAnsweredIsUnansweredOnce() throws Exception {
        TestField field = field(2, ROOMY);
        accepted(field.loop(0), ALICE, 3);
        field.loop(1).sent(ALICE, NOW);
        killAndCompare(field);

        assertThat(field.ledger.sums())
                .containsExactly(
                        Map.entry(line(ALICE), new Ledger.Sum(3, ALICE.work().times(3), Map.of(), 1)));
        assertThat(field.ledger.lives).containsExactly("-life-1", "+life-1-next");
        killAndCompare(field);
        assertThat(field.ledger.sums().get(line(ALICE)).unanswered()).isEqualTo(1);
    }

    @Test
    void aLifeWithoutAShareEndsToo() throws Exception {
        TestField field = field(1, ROOMY);
        killAndCompare(field);

        assertThat(field.ledger.lives).containsExactly("-life-1", "+life-1-next");
        field.acknowledge();
        assertThat(LifeFolder.in(field.folder)).hasSize(1);
    }

    @Test
    void severalLivesThatNobodyHeardOfAreDeliveredInTheirOrder() throws Exception {
        TestField field = field(1, ROOMY);
        for (int life = 2; life < 6; life++) {
            accepted(field.loop(0), ALICE, 10);
            field.kill(temp.resolve("copy-" + life));
            field.begin("life-" + life);
        }
        field.keep();
        field.deliver();

        assertThat(field.ledger.lives).containsExactly("-life-1", "-life-2", "-life-3", "-life-4", "+life-5");
        assertThat(field.ledger.sums().get(line(ALICE)).accepted()).isEqualTo(40);
    }

    @Test
    void aShareThatMovedToTheNextPeriodIsCountedOnceAlthoughTheSegmentTurnsAtItsVerdict() throws Exception {
        TestField field = field(1, ROOMY);
        ShareJournal loop = field.loop(0);
        // So many that among them are some whose verdict is the first record of a segment.
        for (int i = 0; i < 3_000; i++) {
            long serial = loop.sent(ALICE, NOW);
            loop.moved(ALICE, ALICE_NEXT);
            loop.accepted(serial, ALICE_NEXT, NEXT);
            if (i % 500 == 0) {
                field.keep();
            }
        }
        assertThat(field.life().segments().get("0").size()).isGreaterThan(3);
        killAndCompare(field);

        assertThat(field.ledger.sums().get(line(ALICE_NEXT)).accepted()).isEqualTo(3_000);
    }

    @Test
    void aShareThatMovedWhileThereWasNoRoomIsCountedWhereItsVerdictIs() throws Exception {
        TestField field = field(1, TIGHT);
        fill(field);
        ShareJournal loop = field.loop(0);
        long serial = loop.sent(ALICE, NOW);
        assertThat(serial).isZero();
        loop.moved(ALICE, ALICE_NEXT);
        loop.accepted(serial, ALICE_NEXT, NEXT);

        List<ShareCount> counts = field.journal.status().counts();
        assertThat(count(counts, NEXT).sent()).isEqualTo(1);
        assertThat(count(counts, NEXT).underWay()).isZero();
        field.journal.close();
        field.settings = settings(ROOMY);
        field.begin("life-2");
        field.keep();
        field.deliver();
        field.ledger.checkCounts("life-2", List.of());
    }

    @Test
    void whatWaitsInMemoryIsCountedAlsoWhileItFindsNoRoom() throws Exception {
        TestField field = field(1, TIGHT);
        fill(field);
        long before = field.journal.status().inMemory();
        accepted(field.loop(0), ALICE, 7);
        field.keep();
        accepted(field.loop(0), ALICE, 2);
        field.keep();

        ShareCount count = field.journal.status().counts().stream()
                .filter(each -> each.subAccount().equals("alice"))
                .findFirst()
                .orElseThrow();
        assertThat(count.accepted()).isEqualTo(9);
        assertThat(count.sent()).isEqualTo(9);
        assertThat(field.journal.status().inMemory()).isEqualTo(before + 9);
        assertThat(field.journal.status().trouble()).contains("SLUICE_JOURNAL_LIMIT");
        assertThat(field.journal.awaitDelivered(0, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void anOrderlyStopLosesNothingThatIsInMemoryWhateverTheLimit() throws Exception {
        TestField field = field(1, TIGHT);
        fill(field);
        accepted(field.loop(0), ALICE, 7);
        field.keep();
        accepted(field.loop(0), ALICE, 2);
        field.journal.close();
        field.begin("life-2");
        field.keep();
        field.deliver();

        assertThat(field.ledger.sums().get(line(ALICE)).accepted()).isEqualTo(9);
        field.ledger.checkCounts("life-2", field.journal.status().counts());
    }

    @Test
    void whatIsInMemoryFindsItsWayBackWhenTheLedgerHasTheRest() throws Exception {
        TestField field = field(1, TIGHT);
        ShareJournal loop = field.loop(0);
        long shares = 0;
        while (!field.journal.isAnythingInMemory()) {
            accepted(loop, ALICE, 100);
            shares += 100;
            field.keep();
        }
        field.deliver();
        field.acknowledge();
        field.keep();
        field.deliver();

        assertThat(field.journal.status().inMemory()).isZero();
        assertThat(field.journal.status().trouble()).isEmpty();
        assertThat(field.journal.awaitDelivered(0, TimeUnit.SECONDS)).isTrue();
        assertThat(field.ledger.sums().get(line(ALICE)).accepted()).isEqualTo(shares);
        killAndCompare(field);
    }

    @Test
    void manyLoopsShareASmallLimitSoThatNoneIsWithoutASegmentForEver() throws Exception {
        TestField field = new TestField(
                temp.resolve("journal"), 8, new JournalSettings(8L << 20, 10_000, Duration.ofMinutes(10), 4 << 20));
        field.begin("life-1");
        field.keep();

        assertThat(field.journal.status().trouble()).isEmpty();
        assertThat(field.journal.loops())
                .allSatisfy(loop -> assertThat(loop.sent(ALICE, NOW)).isPositive());
    }

    @Test
    void aVerdictThatWasInMemoryIsKnownAsLongAsTheShareIs() throws Exception {
        TestField field = field(2, 3L * (256 << 10) + 9 * SMALL);
        long serial = field.loop(1).sent(ALICE, NOW);
        while (!field.journal.isAnythingInMemory()) {
            accepted(field.loop(0), ALICE, 100);
            accepted(field.loop(1), ALICE, 100);
        }
        field.loop(1).accepted(serial, ALICE, NOW);
        field.keep();
        // Room again; the segment of sums turns often, while loop 1 is silent.
        for (int round = 0; round < 40; round++) {
            field.deliver();
            field.acknowledge();
            assertThat(field.journal.loops()).isNotEmpty();
            while (!field.journal.isAnythingInMemory()) {
                accepted(field.loop(0), ALICE, 100);
            }
            for (int machine = 0; machine < 200; machine++) {
                accepted(field.loop(0), origin("m" + machine, "bob", NOW), 1);
            }
            field.keep();
        }
        for (int i = 0; field.journal.isAnythingInMemory(); i++) {
            assertThat(i).isLessThan(100);
            field.deliver();
            field.acknowledge();
            field.keep();
        }
        killAndCompare(field);

        assertThat(field.ledger.sums().values())
                .allSatisfy(sum -> assertThat(sum.unanswered()).isZero());
    }

    @Test
    void aReportThatIsBookedWhileItWaitsToBeDeliveredAgainStandsInNobodysWay() throws Exception {
        TestField field = field(1, ROOMY);
        accepted(field.loop(0), ALICE, 1);
        field.keep();
        field.deliver(false);
        List<ReportId> missing = field.ledger.missing("life-1");
        assertThat(missing).hasSize(1);
        field.journal.redeliver(missing);
        field.journal.booked("life-1", 1);
        field.pass(Duration.ofMinutes(11));
        field.keep();
        accepted(field.loop(0), ALICE, 1);
        field.keep();
        field.deliver();

        assertThat(field.ledger.delivered).containsKey(new ReportId("life-1", 2));
    }

    @ParameterizedTest
    @CsvSource({"10, 1, false", "1000, 1, true", "150, 3, false", "150, 150, true"})
    void whatManyMachinesOrManySubAccountsHaveIsGatheredLonger(int machines, int subAccounts, boolean longer)
            throws Exception {
        JournalSettings large = new JournalSettings(ROOMY, 1_000_000, Duration.ofMinutes(10), TestField.SMALL);
        TestField field = new TestField(temp.resolve("journal"), 2, large).begin("life-1");
        assertThat(field.ledger.take(field.journal, true)).isInstanceOf(Started.class);
        for (int machine = 0; machine < machines; machine++) {
            accepted(field.loop(machine % 2), origin("m" + machine, "customer-" + machine % subAccounts, NOW), 1);
        }
        field.keep();
        assertThat(field.ledger.take(field.journal, true)).isNotNull();
        accepted(field.loop(0), ALICE, 1);
        field.endTurns();
        field.journal.keep();
        field.pass(Duration.ofMillis(300));
        assertThat(field.ledger.take(field.journal, true) == null).isEqualTo(longer);
        if (longer) {
            field.pass(Duration.ofMillis(600));
            assertThat(field.ledger.take(field.journal, true)).isNotNull();
        }
        field.keep();
        assertThat(field.ledger.take(field.journal, true)).as("quiet").isNull();
        accepted(field.loop(0), ALICE, 1);
        field.endTurns();
        field.journal.keep();
        field.pass(Duration.ofMillis(300));
        assertThat(field.ledger.take(field.journal, true)).as("it was quiet").isNotNull();
    }

    @Test
    void aReportThatGotLostIsDeliveredAgainAsItWas() throws Exception {
        TestField field = field(2, ROOMY);
        for (int machine = 0; machine < 500; machine++) {
            accepted(field.loop(machine % 2), origin("m" + machine, "alice", NOW), 3);
        }
        field.keep();
        field.deliver(false);
        Map<ReportId, List<TaskResult>> before = new HashMap<>(field.ledger.delivered);
        assertThat(before).hasSizeGreaterThan(10);
        field.journal.redeliver(field.ledger.missing("life-1"));
        assertThat(field.journal.status().retained()).singleElement().satisfies(life -> assertThat(life.last())
                .isZero());
        field.deliver();

        assertThat(field.ledger.booked).isEqualTo(before);
    }

    @Test
    void aReportWhoseFileIsDamagedIsSetAsideAndTheOthersAreDelivered() throws Exception {
        TestField field = field(1, ROOMY);
        for (int report = 0; report < 3; report++) {
            accepted(field.loop(0), ALICE, 3_000);
            field.keep();
            field.deliver(false);
        }
        NavigableMap<Integer, Path> segments = field.life().segments().get("0");
        flip(segments.firstEntry().getValue(), 10_000);
        field.journal.redeliver(field.ledger.missing("life-1"));
        field.deliver();

        assertThat(field.ledger.booked).hasSize(2).doesNotContainKey(new ReportId("life-1", 1));
        assertThat(field.journal.status().trouble()).contains("Report 1 of life-1 cannot be made again");
        field.journal.booked("life-1", 3);
        assertThat(field.journal.status().trouble()).isEmpty();
    }

    @Test
    void aDamagedFileOfAnEarlierLifeIsLeftAsItIsAndTheOtherReportsAreDelivered() throws Exception {
        TestField field = field(1, ROOMY);
        for (int report = 0; report < 3; report++) {
            accepted(field.loop(0), ALICE, 3_000);
            field.keep();
            field.deliver(false);
        }
        field.kill(temp.resolve("copy"));
        Path first = LifeFolder.in(field.folder)
                .get(0)
                .segments()
                .get("0")
                .firstEntry()
                .getValue();
        flip(first, 3);
        byte[] damaged = Files.readAllBytes(first);
        field.begin("life-2");
        field.keep();
        field.deliver();

        assertThat(field.ledger.booked).hasSize(2).doesNotContainKey(new ReportId("life-1", 1));
        assertThat(first).hasBinaryContent(damaged);
        assertThat(field.journal.status().trouble()).isNotEmpty();
        assertThat(field.ledger.lives).containsExactly("+life-1", "-life-1", "+life-2");
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Files.write(file, bytes);
    }

    @Test
    void aKillWhileAnEarlierLifeIsClosedChangesNothing() throws Exception {
        TestField field = field(2, ROOMY);
        for (int machine = 0; machine < 200; machine++) {
            accepted(field.loop(machine % 2), origin("m" + machine, "alice", NOW), 5);
            field.loop(machine % 2).sent(origin("m" + machine, "alice", NOW), NOW);
            if (machine == 50) {
                field.keep();
                field.deliver(false);
            }
        }
        Map<ReportId, List<TaskResult>> delivered = Map.copyOf(field.ledger.delivered);
        field.kill(temp.resolve("killed"));
        PastLife.open(LifeFolder.in(field.folder).get(0), new ReportSize(10_000));
        NavigableMap<Integer, Path> cuts =
                LifeFolder.in(field.folder).get(0).segments().get(LifeFolder.CUTS);
        byte[] closing = Files.readAllBytes(cuts.lastEntry().getValue());
        List<Integer> ends = new ArrayList<>(List.of(0, Segment.HEADER_BYTES));
        SegmentReader reader = new SegmentReader(Segment.read(cuts.lastEntry().getValue()), 0);
        while (reader.next(Integer.MAX_VALUE) != null) {
            ends.add(reader.position());
        }
        assertThat(ends).hasSizeGreaterThan(20);
        for (int end : ends) {
            Path copy = temp.resolve("killed-at-" + end);
            TestField.copy(field.folder, copy);
            byte[] torn = closing.clone();
            java.util.Arrays.fill(torn, end, torn.length, (byte) 0);
            Files.write(
                    LifeFolder.in(copy)
                            .get(0)
                            .segments()
                            .get(LifeFolder.CUTS)
                            .lastEntry()
                            .getValue(),
                    torn);
            TestField again = new TestField(copy, 2, settings(ROOMY));
            again.ledger.delivered.putAll(delivered);
            again.begin("life-2");
            again.keep();
            again.deliver();
            assertThat(again.ledger.sums()).hasSize(200).allSatisfy((line, sum) -> {
                assertThat(sum.accepted()).isEqualTo(5);
                assertThat(sum.unanswered()).isEqualTo(1);
            });
            again.ledger.checkCounts("life-2", List.of());
            again.journal.close();
        }
    }

    @Test
    void countsThatAreTooManyForASegmentDoNotStopALoop() throws Exception {
        TestField field = field(1, ROOMY);
        ShareJournal loop = field.loop(0);
        for (int i = 0; i < 3_000; i++) {
            accepted(loop, origin("m", "sub-account-" + i, NOW), 1);
            if (i % 100 == 0) {
                field.keep();
                field.deliver();
                field.acknowledge();
            }
        }
        killAndCompare(field);

        assertThat(field.ledger.sums()).hasSize(3_000);
    }

    @Test
    void whatTheLedgerHasForTenMinutesIsRemoved() throws Exception {
        TestField field = field(2, ROOMY);
        for (int round = 0; round < 100; round++) {
            accepted(field.loop(0), ALICE, 500);
            field.keep();
            field.deliver();
            field.acknowledge();
        }
        assertThat(field.life().segments().get("0")).hasSizeLessThanOrEqualTo(3);
        assertThat(field.journal.status().bytes())
                .isEqualTo(field.life().bytes())
                .isLessThan(2 << 20);
        killAndCompare(field);
        assertThat(field.ledger.sums().get(line(ALICE)).accepted()).isEqualTo(50_000);
        field.acknowledge();
        assertThat(LifeFolder.in(field.folder)).hasSize(1);
    }

    @Test
    void aFinishedPeriodIsToldOnceAndNotCountedAnyMore() throws Exception {
        TestField field = field(1, ROOMY);
        accepted(field.loop(0), ALICE, 3);
        accepted(field.loop(0), ALICE_NEXT, 1);
        field.keep();
        field.deliver();
        for (int minute = 0; minute < 20; minute++) {
            field.pass(Duration.ofMinutes(1));
            field.keep();
            field.deliver();
        }
        assertThat(field.journal.status().counts())
                .extracting(ShareCount::periodStart)
                .containsExactly(NEXT);
        assertThat(field.ledger.lives).containsOnlyOnce("-life-1");
        accepted(field.loop(0), ALICE_NEXT, 1);
        killAndCompare(field);
    }

    @Test
    void clocksStepFarAndBack() throws Exception {
        TestField field = field(1, ROOMY);
        ShareJournal loop = field.loop(0);
        List<Instant> times =
                List.of(NOW, NOW.plus(Duration.ofDays(400)), NOW.minus(Duration.ofDays(4_000)), NOW.plusMillis(1), NOW);
        for (Instant at : times) {
            loop.accepted(loop.sent(ALICE, at), ALICE, at);
        }
        field.keep();
        field.deliver();

        assertThat(field.ledger.booked.values().stream().flatMap(List::stream))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.from()).isEqualTo(NOW.minus(Duration.ofDays(4_000)));
                    assertThat(result.to()).isEqualTo(NOW.plus(Duration.ofDays(400)));
                    assertThat(result.accepted()).isEqualTo(5);
                });
        killAndCompare(field);
    }

    @Test
    void namesReasonsAndDifficultiesAreWhateverTheyAre() throws Exception {
        TestField field = field(1, TIGHT);
        Origin longest = new Origin(
                "!".repeat(127),
                "\u6c34".repeat(63),
                NOW.plusNanos(1),
                Work.ofShare(new BigDecimal("0." + "1234567890".repeat(90))));
        String reason = "\ud83d\udca7".repeat(80);
        fill(field);
        for (int i = 0; i < 40; i++) {
            field.loop(0).rejected(field.loop(0).sent(longest, NOW), longest, NOW, reason + i);
            field.loop(0).rejected(field.loop(0).sent(longest, NOW), longest, NOW, i + reason);
        }
        accepted(field.loop(0), longest, 3);
        field.journal.close();
        field.settings = settings(ROOMY);
        field.begin("life-2");
        field.loop(0).rejected(field.loop(0).sent(longest, NOW), longest, NOW, reason);
        killAndCompare(field);

        Ledger.Sum sum = field.ledger.sums().get(line(longest));
        assertThat(sum.work()).isEqualTo(longest.work().times(3));
        assertThat(sum.rejected().values().stream().mapToLong(Long::longValue)).satisfies(shares -> assertThat(
                        shares.stream().mapToLong(Long::longValue).sum())
                .isEqualTo(81));
        assertThat(sum.rejected().keySet())
                .allSatisfy(kept -> assertThat(kept.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void aLoopThatStillRunsWhenTheJournalIsClosedWritesNothingToFilesOfOthers() throws Exception {
        TestField field = field(1, ROOMY);
        ShareJournal loop = field.loop(0);
        long serial = loop.sent(ALICE, NOW);
        assertThat(serial).isPositive();
        field.endTurns();
        assertThat(loop.sent(ALICE, NOW)).as("in a turn that has not ended").isPositive();
        field.journal.close();
        loop.commit();
        field.begin("life-2");
        field.keep();
        field.deliver();

        assertThat(loop.sent(ALICE, NOW)).isZero();
        loop.accepted(serial, ALICE, NOW);
        assertThat(field.ledger.sums().get(line(ALICE)).unanswered()).isEqualTo(1);
    }

    @Test
    void aJournalBelongsToOne() throws Exception {
        TestField field = field(1, ROOMY);
        assertThatThrownBy(() -> Journal.open(field.folder, "other", 1, settings(ROOMY), NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use by another Sluice");
    }

    @Test
    void nothingIsReportedThatIsNotOnTheDisk() throws Exception {
        TestField field = field(1, ROOMY);
        accepted(field.loop(0), ALICE, 1);
        field.pass(Duration.ofSeconds(2));
        field.deliver();
        assertThat(field.ledger.booked).isEmpty();
        assertThat(field.journal.awaitDelivered(0, TimeUnit.SECONDS)).isFalse();
        assertThat(field.journal.status().undelivered()).isEqualTo(1);
        field.keep();
        field.deliver();
        assertThat(field.ledger.booked).hasSize(1);
        assertThat(field.journal.awaitDelivered(0, TimeUnit.SECONDS)).isTrue();
        assertThat(field.journal.status().undelivered()).isZero();
    }

    @Test
    void aRemovalThatWasInterruptedMakesNoShareUnanswered() throws Exception {
        TestField field = field(1, ROOMY);
        long serial = field.loop(0).sent(ALICE, NOW);
        int before = field.life().segments().get("0").size();
        while (field.life().segments().get("0").size() < before + 2) {
            accepted(field.loop(0), ALICE, 100);
            field.keep();
        }
        field.loop(0).accepted(serial, ALICE, NOW);
        while (field.life().segments().get("0").size() < before + 5) {
            accepted(field.loop(0), ALICE, 100);
            field.keep();
        }
        field.deliver();
        field.kill(temp.resolve("copy"));
        LifeFolder life = LifeFolder.in(field.folder).get(0);
        // The second to the fourth are gone, the first is still there; all of them are booked.
        NavigableMap<Integer, Path> segments = new TreeMap<>(life.segments().get("0"));
        for (Path file : List.copyOf(segments.subMap(2, 5).values())) {
            Files.delete(file);
        }
        field.begin("life-2");
        field.keep();
        field.deliver();

        assertThat(field.ledger.sums().get(line(ALICE)).unanswered()).isZero();
    }

    @Test
    void aFileThatIsThereAlreadyIsNotRemovedWhenASegmentCannotBeMade() throws Exception {
        Path file = Files.writeString(temp.resolve("0-00000001.log"), "somebody's");
        assertThatThrownBy(() -> Segment.create(file, 0, 1, SMALL)).isInstanceOf(IOException.class);
        assertThat(file).hasContent("somebody's");
    }

    @Test
    void noReportIsLargerThanTheBrokerTakesWhateverThePoolsSay() throws Exception {
        TestField field = field(2, ROOMY);
        for (int machine = 0; machine < 60; machine++) {
            Origin origin = origin("m".repeat(120) + machine, "alice", NOW);
            for (int reason = 0; reason < 30; reason++) {
                ShareJournal loop = field.loop(reason % 2);
                loop.rejected(loop.sent(origin, NOW), origin, NOW, "\u0001".repeat(98) + reason);
            }
        }
        for (int i = 0; i < 20; i++) {
            field.keep();
            field.deliver();
        }

        assertThat(field.ledger.booked.values()).allSatisfy(report -> {
            int bytes = report.stream()
                    .mapToInt(result -> 250
                            + result.machine().length()
                            + result.subAccount().length()
                            + result.rejected().keySet().stream()
                                    .mapToInt(reason -> 10 + 6 * reason.length())
                                    .sum())
                    .sum();
            assertThat(bytes).isLessThan(10_000);
        });
        assertThat(field.ledger.sums().values().stream()
                        .flatMap(sum -> sum.rejected().values().stream())
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1_800);
    }

    @Test
    void theRoomOfALifeThatIsOverIsGivenBack() throws Exception {
        TestField field = field(1, ROOMY);
        accepted(field.loop(0), ALICE, 1);
        field.kill(temp.resolve("copy"));
        field.begin("life-2");
        field.keep();
        field.deliver();
        LifeFolder past = LifeFolder.in(field.folder).get(0);
        try (FileChannel file = FileChannel.open(past.file("0", 1), StandardOpenOption.READ)) {
            assertThat(file.size()).isLessThan(1_000);
        }
    }
}
