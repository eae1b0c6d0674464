package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ReportJsonTest {
    @Property
    void whatIsWrittenIsRead(@ForAll("reports") FieldReport report) {
        assertThat(ReportJson.read(ReportJson.write(report))).isEqualTo(report);
    }

    @Property
    void whateverArrivesIsReadOrSaidToBeUnreadable(@ForAll("reports") FieldReport report, @ForAll int at) {
        String text = ReportJson.write(report);
        String damaged = text.substring(0, Math.floorMod(at, text.length()));
        assertThatThrownBy(() -> ReportJson.read(damaged)).isInstanceOf(UnreadableMessageException.class);
    }

    @Property
    void ofAnyTextAtAll(@ForAll String text) {
        assertThatThrownBy(() -> ReportJson.read(text)).isInstanceOf(UnreadableMessageException.class);
    }

    @Example
    void isAsItWasYesterday() {
        // Messages of the version before may be in the broker when a new one starts.
        var report = new TaskResults(
                new ReportId("life", 7),
                List.of(new TaskResult(
                        "rig.1",
                        "alice",
                        Instant.parse("2026-03-01T00:00:00Z"),
                        Instant.parse("2026-03-01T10:00:00Z"),
                        Instant.parse("2026-03-01T10:00:01.5Z"),
                        2,
                        new Work(new BigDecimal("8589934592.00000000000000000001")),
                        Map.of("Stale", 3L),
                        1)));
        String text =
                """
                {"schema":1,"type":"taskResults","incarnation":"life","number":7,"results":[{"machine":"rig.1",\
                "subAccount":"alice","periodStart":"2026-03-01T00:00:00Z","from":"2026-03-01T10:00:00Z",\
                "to":"2026-03-01T10:00:01.500Z","accepted":2,"hashes":8589934592.00000000000000000001,\
                "rejected":{"Stale":3},"unanswered":1}]}""";
        assertThat(ReportJson.read(text)).isEqualTo(report);
    }

    @Example
    void whatFollowsOneAnotherForOneSubAccountSaysItOnce() {
        Instant march = Instant.parse("2026-03-01T00:00:00Z");
        Instant from = Instant.parse("2026-03-01T10:00:00Z");
        var report = new TaskResults(
                new ReportId("life", 7),
                List.of(
                        new TaskResult(
                                "rig.1",
                                "alice",
                                march,
                                from,
                                from.plusMillis(1_500),
                                2,
                                new Work(new BigDecimal("8589934592.00000000000000000001")),
                                Map.of("Stale", 3L),
                                1),
                        new TaskResult("rig.2", "alice", march, from, from, 1, new Work(BigDecimal.ONE), Map.of(), 0),
                        new TaskResult("rig.1", "bob", march, from, from, 1, new Work(BigDecimal.ONE), Map.of(), 0)));
        String text =
                """
                {"schema":2,"type":"taskResults","incarnation":"life","number":7,"stretches":[{"subAccount":"alice",\
                "periodStart":"2026-03-01T00:00:00Z","results":[["rig.1",1772359200.000,1772359201.500,2,\
                8589934592.00000000000000000001,1,{"Stale":3}],["rig.2",1772359200.000,1772359200.000,1,1,0]]},\
                {"subAccount":"bob","periodStart":"2026-03-01T00:00:00Z","results":[["rig.1",1772359200.000,\
                1772359200.000,1,1,0]]}]}""";
        assertThat(ReportJson.write(report)).isEqualTo(text);
        assertThat(ReportJson.read(text)).isEqualTo(report);
        for (String broken : List.of("[\"rig.1\"]", "[\"rig.1\",1e999999999,1,1,1,0]", "[\"rig.1\",\"now\",1,1,1,0]")) {
            assertThatThrownBy(() ->
                            ReportJson.read(text.replace("[\"rig.2\",1772359200.000,1772359200.000,1,1,0]", broken)))
                    .isInstanceOf(UnreadableMessageException.class);
        }
    }

    @Example
    void readsAllThatTheFirstVersionLeftInTheBroker() {
        Instant at = Instant.parse("2026-03-01T10:00:00Z");
        assertThat(ReportJson.read("{\"schema\":1,\"type\":\"started\",\"incarnation\":\"20260301T100000-0123abcd\","
                        + "\"at\":\"2026-03-01T10:00:00Z\"}"))
                .isEqualTo(new Started("20260301T100000-0123abcd", at));
        assertThat(
                        ReportJson.read(
                                "{\"schema\":1,\"type\":\"machineEvents\",\"events\":[{\"at\":\"2026-03-01T10:00:00Z\","
                                        + "\"machine\":\"rig.1\",\"kind\":\"SWITCHED\",\"subAccount\":\"alice\",\"detail\":\"\"}]}"))
                .isEqualTo(new MachineEvents(
                        List.of(new MachineEvent(at, "rig.1", MachineEvent.Kind.SWITCHED, "alice", ""))));
        assertThat(ReportJson.read("{\"schema\":1,\"type\":\"login\",\"at\":\"2026-03-01T10:00:00Z\","
                        + "\"subAccount\":\"alice\",\"revision\":3,\"state\":\"REFUSED\","
                        + "\"address\":\"stratum+tcp://pool.example:3333\",\"reason\":\"no\"}"))
                .isEqualTo(new LoginEvent(at, "alice", 3, LoginState.REFUSED, "stratum+tcp://pool.example:3333", "no"));
        assertThat(ReportJson.read("{\"schema\":1,\"type\":\"pool\",\"at\":\"2026-03-01T10:00:00Z\",\"pool\":\"alpha\","
                        + "\"address\":\"stratum+tcp://pool.example:3333\",\"kind\":\"PROBED\",\"extranonce1Size\":4,"
                        + "\"extranonce2Size\":8,\"versionMask\":-1,\"reason\":\"\"}"))
                .isEqualTo(new PoolEvent(
                        at,
                        "alpha",
                        PoolAddress.parse("stratum+tcp://pool.example:3333"),
                        PoolEvent.Kind.PROBED,
                        4,
                        8,
                        -1,
                        ""));
    }

    @Example
    void aLifesEndIsAsItWillBeReadTomorrow() {
        var ended = new Ended(
                "life",
                List.of(new ShareCount(
                        "alice",
                        Instant.parse("2026-03-01T00:00:00Z"),
                        9,
                        5,
                        2,
                        1,
                        new Work(new BigDecimal("8589934592.00000000000000000001")))));
        String text =
                """
                {"schema":1,"type":"ended","incarnation":"life","counts":[{"subAccount":"alice",\
                "periodStart":"2026-03-01T00:00:00Z","sent":9,"accepted":5,"rejected":2,"unanswered":1,\
                "hashes":8589934592.00000000000000000001}]}""";
        assertThat(ReportJson.write(ended)).isEqualTo(text);
        assertThat(ReportJson.read(text)).isEqualTo(ended);
    }

    @Example
    void aLifesEndIsDividedIntoWhatTheBrokerTakes() {
        var longest = new ShareCount(
                "n".repeat(63),
                Instant.parse("2026-03-01T00:00:00.123456Z"),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                new Work(BigDecimal.TEN.pow(45).subtract(new BigDecimal("1e-40"))));
        var ended = new Ended("i".repeat(40), Collections.nCopies(100, longest));
        List<Ended> parts = ReportJson.parts(ended, 5_000);
        assertThat(parts).allSatisfy(part -> assertThat(ReportJson.write(part).getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(5_000));
        assertThat(parts.stream().flatMap(part -> part.counts().stream())).containsExactlyElementsOf(ended.counts());
        assertThat(ReportJson.parts(new Ended("life", List.of()), 5_000)).containsExactly(new Ended("life", List.of()));
    }

    @Example
    void refusesWhatCannotBe() {
        String good = ReportJson.write(new Started("life", Instant.EPOCH));
        assertThatThrownBy(() -> ReportJson.read(good.replace("\"schema\":1", "\"schema\":2")))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessage("its schema is 2, and this version reads 1, and of task results 2");
        assertThatThrownBy(() -> ReportJson.read(good.replace("started", "stopped")))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("stopped");
        var absurd = new TaskResults(
                new ReportId("life", 1),
                List.of(new TaskResult(
                        "m",
                        "alice",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        1,
                        new Work(new BigDecimal("1e46")),
                        Map.of(),
                        0)));
        assertThatThrownBy(() -> ReportJson.read(ReportJson.write(absurd)))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("no machine does");
    }

    @Provide
    Arbitrary<FieldReport> reports() {
        Arbitrary<Instant> instants = Arbitraries.longs()
                .between(0, 4_000_000_000L)
                .flatMap(seconds -> Arbitraries.integers()
                        .between(0, 999_999_999)
                        .map(nanos -> Instant.ofEpochSecond(seconds, nanos)));
        Arbitrary<String> machines =
                Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(127);
        Arbitrary<String> names =
                Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(63);
        Arbitrary<String> words = Arbitraries.strings().ofMaxLength(60);
        Arbitrary<BigDecimal> hashes = Arbitraries.bigDecimals()
                .between(new BigDecimal("1e-28"), new BigDecimal("1e30"))
                .ofScale(28);
        Arbitrary<TaskResult> results = Combinators.combine(
                        machines,
                        names,
                        instants,
                        instants,
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        hashes,
                        Arbitraries.maps(words, Arbitraries.longs().between(1, 1L << 40))
                                .ofMaxSize(16),
                        Arbitraries.longs().between(0, Long.MAX_VALUE))
                .as((machine, subAccount, period, at, accepted, work, rejected, unanswered) -> new TaskResult(
                        machine,
                        subAccount,
                        period,
                        at,
                        at.plusNanos(1),
                        accepted,
                        accepted == 0 ? Work.ZERO : new Work(work),
                        rejected,
                        unanswered));
        Arbitrary<Long> shares = Arbitraries.longs().between(0, Long.MAX_VALUE);
        Arbitrary<ShareCount> counts = Combinators.combine(names, instants, shares, shares, shares, shares, hashes)
                .as((name, start, sent, accepted, rejected, unanswered, work) ->
                        new ShareCount(name, start, sent, accepted, rejected, unanswered, new Work(work)));
        Arbitrary<ReportId> ids = Combinators.combine(
                        Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(40),
                        Arbitraries.longs().between(1, Long.MAX_VALUE))
                .as(ReportId::new);
        Arbitrary<MachineEvent> events = Combinators.combine(
                        instants, machines, Arbitraries.of(MachineEvent.Kind.class), words, words)
                .as(MachineEvent::new);
        Arbitrary<PoolAddress> addresses = Arbitraries.of(
                        "stratum+tcp://pool.example:3333",
                        "stratum+ssl://[2001:db8::1]:443",
                        "stratum+tcp://10.0.0.1:1")
                .map(PoolAddress::parse);
        return Arbitraries.oneOf(
                Combinators.combine(ids, results.list().ofMinSize(1).ofMaxSize(5))
                        .as(TaskResults::new),
                Combinators.combine(names.map(n -> n.substring(0, Math.min(40, n.length()))), instants)
                        .as(Started::new),
                Combinators.combine(names, counts.list().ofMaxSize(5)).as(Ended::new),
                events.list().ofMinSize(1).ofMaxSize(5).map(MachineEvents::new),
                Combinators.combine(
                                instants, names, Arbitraries.longs(), Arbitraries.of(LoginState.class), words, words)
                        .as(LoginEvent::new),
                Combinators.combine(
                                instants,
                                names,
                                addresses,
                                Arbitraries.of(PoolEvent.Kind.class),
                                Arbitraries.integers(),
                                Arbitraries.integers(),
                                Arbitraries.integers(),
                                words)
                        .as(PoolEvent::new));
    }
}
