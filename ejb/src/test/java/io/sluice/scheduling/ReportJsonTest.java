package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.time.Instant;
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
        assertThat(ReportJson.write(report)).isEqualTo(text);
        assertThat(ReportJson.read(text)).isEqualTo(report);
    }

    @Example
    void refusesWhatCannotBe() {
        String good = ReportJson.write(new Started("life", Instant.EPOCH));
        assertThatThrownBy(() -> ReportJson.read(good.replace("\"schema\":1", "\"schema\":2")))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessage("its schema is 2, and this version reads 1");
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
