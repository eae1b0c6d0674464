package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.audit.AuditEntry;
import io.sluice.distribution.Machine;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.evidence.Finding;
import io.sluice.evidence.Learned;
import io.sluice.scheduling.RosterChanged;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators may do, on H2. What the databases do differently is tested with the ledger. */
class AdministrationTest {
    private static final PoolInput ALPHA = new PoolInput(List.of("stratum+tcp://alpha.example:3333"), null);
    private static final StandardInput DAILY = new StandardInput(new BigDecimal("1.5e15"), "DAILY");

    private final Office office = new Office(TestDatabase.H2);

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void everyWrongFieldOfAPoolIsNamedAndNothingIsStored() {
        var input = new PoolInput(
                List.of("http://alpha.example:80", "stratum+tcp://alpha.example", "stratum+tcp://a.example:1"),
                "worker");

        var thrown = catchThrowableOfType(
                InvalidInputException.class, () -> office.at(d -> d.pools().put("admin", "a pool", input)));

        assertThat(thrown.errors())
                .extracting(FieldError::field)
                .containsExactly("name", "urls[0]", "urls[1]", "workerNames");
        assertThat(thrown.errors().get(3).message()).contains("user, user.machine");
        assertThat(office.<List<PoolView>>at(d -> d.pools().list())).isEmpty();
        assertThat(office.announced).isEmpty();
    }

    @Test
    void aPoolNeedsAnAddressAndNamesEachOnce() {
        assertThat(office.<List<FieldError>>at(d -> d.pools().check("alpha", new PoolInput(null, null))))
                .extracting(FieldError::field)
                .containsExactly("urls");
        assertThat(office.<List<FieldError>>at(d -> d.pools()
                        .check(
                                "alpha",
                                new PoolInput(
                                        List.of(
                                                "stratum+tcp://a.example:1",
                                                "stratum+ssl://a.example:1",
                                                "stratum+tcp://a.example:1"),
                                        "user.machine"))))
                .extracting(FieldError::field)
                .containsExactly("urls[2]");
    }

    @Test
    void theSamePutTwiceChangesNothing() {
        assertThat(done(d -> d.pools().put("admin", "alpha", ALPHA))).isEqualTo(Outcome.CREATED);
        assertThat(put("alice", input("alpha", DAILY))).isEqualTo(Outcome.CREATED);
        long revision = revision("alice");
        Instant start = view("alice").capability().periodStart();
        office.announced.clear();

        assertThat(done(d -> d.pools().put("admin", "alpha", ALPHA))).isEqualTo(Outcome.UNCHANGED);
        assertThat(put("alice", input("alpha", DAILY))).isEqualTo(Outcome.UNCHANGED);
        assertThat(put("alice", new SubAccountInput("alpha", "alice.w", null, null, null, DAILY)))
                .isEqualTo(Outcome.UNCHANGED);

        assertThat(revision("alice")).isEqualTo(revision);
        assertThat(view("alice").capability().periodStart()).isEqualTo(start);
        assertThat(office.announced).isEmpty();
    }

    @Test
    void theSamePeriodWrittenOtherwiseIsShownAsItWasWrittenLastAndGoesOn() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", new StandardInput(BigDecimal.TEN, "PT24H")));
        Instant start = view("alice").capability().periodStart();
        var otherwise = input("alpha", new StandardInput(new BigDecimal("1e1"), "P1D"));

        assertThat(put("alice", otherwise)).isEqualTo(Outcome.CHANGED);
        assertThat(put("alice", otherwise)).isEqualTo(Outcome.UNCHANGED);

        assertThat(view("alice").standard())
                .hasValueSatisfying(standard -> assertThat(standard.period()).isEqualTo("P1D"));
        assertThat(view("alice").capability().periodStart()).isEqualTo(start);
    }

    @Test
    void anotherPasswordIsAnotherLoginAndIsNowhereToBeRead() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));
        long revision = revision("alice");

        var changed = new SubAccountInput("alpha", "alice.w", "hunter2", null, null, DAILY);
        assertThat(put("alice", changed)).isEqualTo(Outcome.CHANGED);

        assertThat(revision("alice")).isGreaterThan(revision);
        assertThat(view("alice").toString()).doesNotContain("hunter2");
        assertThat(changed.toString()).doesNotContain("hunter2");
        List<EventView> events = office.<Slice<EventView>>at(d -> d.events().latest(Optional.empty(), 10))
                .items();
        assertThat(events.get(0).text()).contains("password changed").doesNotContain("hunter2");
        assertThat(events.get(0).subAccount()).contains("alice");
    }

    @Test
    void everyWrongFieldOfASubAccountIsNamed() {
        var input = new SubAccountInput(
                "nowhere", " ", "x\u0000", 0, "nobody", new StandardInput(new BigDecimal("-1"), "SOMETIMES"));

        var thrown = catchThrowableOfType(InvalidInputException.class, () -> put("_", input));

        assertThat(thrown.errors())
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "name", "pool", "user", "password", "position", "group", "standard.hashes", "standard.period");
        assertThat(thrown.getMessage()).contains("There is no pool 'nowhere'").contains("There is no group 'nobody'");
        assertThat(office.<List<SubAccountView>>at(d -> d.subAccounts().list())).isEmpty();
    }

    @Test
    void priorityWeightDeadlineAndCarryingOverAreKeptAndAnOldPutKnowsNothingOfThem() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));
        assertThat(view("alice").priority()).isZero();
        assertThat(view("alice").carryOver()).isFalse();
        String due =
                Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS).toString();
        var full = extended(DAILY, -5, "2.50", due, true);

        assertThat(put("alice", full)).isEqualTo(Outcome.CHANGED);
        assertThat(put("alice", full)).isEqualTo(Outcome.UNCHANGED);
        assertThat(view("alice").priority()).isEqualTo(-5);
        assertThat(view("alice").weight()).contains(new BigDecimal("2.5"));
        assertThat(view("alice").dueAt()).contains(Instant.parse(due));
        assertThat(view("alice").carryOver()).isTrue();
        assertThat(view("alice").capability().dueHashes())
                .hasValueSatisfying(hashes -> assertThat(hashes).isEqualByComparingTo("1.5e15"));

        // What has passed meanwhile may be put again as it was got, but not set.
        Instant passed = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        assertThat(check(extended(DAILY, -5, "2.5", passed.toString(), true))).containsExactly("dueAt");
        office.at(d -> {
            d.em().createQuery("select s from SubAccount s", SubAccount.class)
                    .getSingleResult()
                    .setDueAt(Optional.of(passed));
            return null;
        });
        assertThat(put("alice", extended(DAILY, -5, "2.5", passed.toString(), true)))
                .isEqualTo(Outcome.UNCHANGED);

        assertThat(put("alice", input("alpha", DAILY))).isEqualTo(Outcome.CHANGED);
        assertThat(put("alice", input("alpha", DAILY))).isEqualTo(Outcome.UNCHANGED);
        assertThat(view("alice").weight()).isEmpty();
        assertThat(view("alice").dueAt()).isEmpty();
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        var once = new StandardInput(BigDecimal.TEN, "ONCE");
        String due = Instant.now().plusSeconds(3_600).toString();

        assertThat(check(extended(once, 1_000_001, "0", "soon", true)))
                .containsExactlyInAnyOrder("priority", "weight", "dueAt", "carryOver");
        assertThat(check(extended(null, null, "1e-13", due, null))).containsExactlyInAnyOrder("weight", "dueAt");
        assertThat(check(extended(once, null, "1", due, false))).isEmpty();
        assertThat(check(extended(null, null, "1", null, false))).isEmpty();
    }

    @Test
    void withoutAPositionASubAccountComesLast() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("bob", new SubAccountInput("alpha", "b", "", 7, null, DAILY));
        put("alice", input("alpha", DAILY));

        assertThat(view("alice").position()).isEqualTo(8);
        assertThat(office.<List<SubAccountView>>at(d -> d.subAccounts().list()))
                .extracting(SubAccountView::name)
                .containsExactly("bob", "alice");
    }

    @Test
    void withoutAStandardItIsTheSurplusAccount() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("surplus", input("alpha", null));

        assertThat(view("surplus").standard()).isEmpty();
        assertThat(view("surplus").capability().upToStandard()).isFalse();
    }

    @Test
    void aPoolInUseStaysAndSaysWhoUsesIt() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));

        var thrown = catchThrowableOfType(
                InUseException.class, () -> office.at(d -> d.pools().remove("admin", "alpha")));

        assertThat(thrown).hasMessageContaining("alice");
        assertThat(done(d -> d.subAccounts().remove("admin", "alice"))).isEqualTo(Outcome.REMOVED);
        assertThat(done(d -> d.pools().remove("admin", "alpha"))).isEqualTo(Outcome.REMOVED);
        assertThat(office.<List<PoolView>>at(d -> d.pools().list())).isEmpty();
    }

    @Test
    void whatTheLedgerRefersToIsArchivedAndStartsFromNothingWhenItIsCreatedAgain() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", new StandardInput(new BigDecimal("1e15"), "ONCE")));
        office.at(d -> d.machines().put("admin", "rig/1", new MachineInput(null, null, null, null)));
        book("rig/1", "alice", 1);

        assertThat(done(d -> d.subAccounts().remove("admin", "alice"))).isEqualTo(Outcome.ARCHIVED);
        assertThat(done(d -> d.machines().remove("admin", "rig/1"))).isEqualTo(Outcome.ARCHIVED);

        assertThat(office.<List<SubAccountView>>at(d -> d.subAccounts().list())).isEmpty();
        assertThat(office.<List<MachineView>>at(d -> d.machines().list())).isEmpty();
        assertThat(catchThrowableOfType(UnknownNameException.class, () -> view("alice")))
                .hasMessage("There is no sub-account 'alice'.");
        Slice<BookingView> kept = office.at(d ->
                d.bookings().between(Optional.of("alice"), Optional.empty(), Optional.empty(), Optional.empty(), 10));
        assertThat(kept.items()).hasSize(1);
        assertThat(kept.next()).isEmpty();

        assertThat(put("alice", input("alpha", new StandardInput(new BigDecimal("1e15"), "ONCE"))))
                .isEqualTo(Outcome.CREATED);
        assertThat(view("alice").capability().acceptedShares()).isZero();
        assertThat(view("alice").capability().accumulatedHashes()).isZero();
    }

    /** The first report may wait for an hour, as the database is away; it knows the name alone. */
    @Test
    void whatWasCountedAndIsNotBookedYetComesToNobodyElseOfThatName() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));
        Instant start = view("alice").capability().periodStart();
        office.store.run(
                em -> Store.ledger(em).expect("life", List.of(new ShareCount("alice", start, 1, 0, 0, 0, Work.ZERO))));

        assertThat(done(d -> d.subAccounts().remove("admin", "alice"))).isEqualTo(Outcome.ARCHIVED);
    }

    @Test
    void aPoolOutlivesNoArchivedSubAccount() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));
        book("rig", "alice", 1);
        office.at(d -> d.subAccounts().remove("admin", "alice"));

        assertThat(done(d -> d.pools().remove("admin", "alpha"))).isEqualTo(Outcome.REMOVED);
    }

    @Test
    void theLedgerIsReadInParts() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));
        for (int i = 1; i <= 5; i++) {
            book("rig", "alice", i);
        }

        Slice<BookingView> first = office.at(
                d -> d.bookings().between(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 3));
        Slice<BookingView> rest = office.at(
                d -> d.bookings().between(Optional.empty(), Optional.empty(), Optional.empty(), first.next(), 3));

        assertThat(first.items()).extracting(BookingView::sequence).containsExactly(1L, 2L, 3L);
        assertThat(rest.items()).extracting(BookingView::sequence).containsExactly(4L, 5L);
        assertThat(rest.next()).isEmpty();
    }

    @Test
    void resultsOfNobodyAreAskedForInVain() {
        var thrown = catchThrowableOfType(
                InvalidInputException.class,
                () -> office.at(d -> d.bookings()
                        .between(Optional.of("nobody"), Optional.empty(), Optional.empty(), Optional.empty(), 10)));

        assertThat(thrown.errors()).extracting(FieldError::field).containsExactly("subAccount");
    }

    @Test
    void aMachineMayBeDescribedBeforeItIsSeen() {
        assertThat(done(d -> d.machines()
                        .put("admin", "a.b/c?%", new MachineInput("standby", null, new BigDecimal("1e14"), true))))
                .isEqualTo(Outcome.CREATED);

        MachineView view = office.at(d -> d.machines().get("a.b/c?%"));
        assertThat(view.role()).isEqualTo(MachineView.Role.STANDBY);
        assertThat(view.state()).isEqualTo(MachineView.State.OUT_OF_SERVICE);
        assertThat(view.standardHashrate()).contains(1e14);
        assertThat(view.connectedSince()).isEmpty();
    }

    @Test
    void aPauseIsKeptWithWhoAndWhenUntilItIsResumedAndChangesNothingElse() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));
        book("rig", "alice", 1);
        SubAccountView before = view("alice");
        office.announced.clear();

        assertThat(done(d -> d.subAccounts().pause("olga", "alice"))).isEqualTo(Outcome.CHANGED);
        assertThat(done(d -> d.subAccounts().pause("otto", "alice"))).isEqualTo(Outcome.UNCHANGED);
        // Who puts it without a word of the pause does not end it.
        assertThat(put("alice", input("alpha", DAILY))).isEqualTo(Outcome.UNCHANGED);

        assertThat(office.announced).hasSize(1);
        SubAccountView paused = view("alice");
        assertThat(paused.paused()).isTrue();
        assertThat(paused.pausedBy()).contains("olga");
        assertThat(paused.pausedAt()).isPresent();
        assertThat(paused.capability()).isEqualTo(before.capability());
        assertThat(audited()).contains("olga paused sub-account alice").doesNotContain("otto");
        ExplanationsView why = office.at(d -> d.explanations().all());
        assertThat(why.subAccounts()).singleElement().satisfies(line -> {
            assertThat(line.state()).isEqualTo("PAUSED");
            assertThat(line.since()).isEqualTo(paused.pausedAt());
            assertThat(line.text()).contains("paused by olga");
        });

        assertThat(done(d -> d.subAccounts().resume("otto", "alice"))).isEqualTo(Outcome.CHANGED);
        assertThat(view("alice")).isEqualTo(before);
        assertThat(audited()).contains("otto resumed sub-account alice");
        assertThatThrownBy(() -> office.at(d -> d.subAccounts().pause("olga", "nobody")))
                .isInstanceOf(UnknownNameException.class);
    }

    @Test
    void pauseAndNoteAreSetByAPutTooAndANoteLeftOutStays() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", noted(true, "Pays late.\r\nAsk Olga."));
        assertThat(view("alice").paused()).isTrue();
        assertThat(view("alice").note()).isEqualTo("Pays late.\nAsk Olga.");

        put("alice", noted(false, null));
        assertThat(view("alice").paused()).isFalse();
        assertThat(view("alice").pausedBy()).isEmpty();
        assertThat(view("alice").note()).startsWith("Pays late.");

        put("alice", noted(null, " "));
        assertThat(view("alice").note()).isEmpty();
        assertThat(check(noted(null, "x".repeat(1001)))).containsExactly("note");
        assertThat(check(noted(null, "\u0007"))).containsExactly("note");

        // One that is created anew does not remember the pause of the one before.
        book("rig", "alice", 1);
        office.at(d -> d.subAccounts().pause("olga", "alice"));
        assertThat(done(d -> d.subAccounts().remove("admin", "alice"))).isEqualTo(Outcome.ARCHIVED);
        put("alice", input("alpha", DAILY));
        assertThat(view("alice").paused()).isFalse();
    }

    private static SubAccountInput noted(Boolean paused, String note) {
        return new SubAccountInput(
                "alpha", "alice.w", "x", null, "default", DAILY, null, null, null, null, paused, note);
    }

    private List<String> audited() {
        return office.at(d -> d.em().createQuery("select e from AuditEntry e order by e.id", AuditEntry.class)
                .getResultStream()
                .map(entry -> entry.getWho() + " " + entry.getDid() + " " + entry.getThing())
                .toList());
    }

    @Test
    void everyWrongFieldOfAMachineIsNamed() {
        var thrown = catchThrowableOfType(
                InvalidInputException.class,
                () -> office.at(d -> d.machines()
                        .put("admin", "a b", new MachineInput("IDLE", "nobody", new BigDecimal("1e400"), null))));

        assertThat(thrown.errors())
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("name", "role", "group", "standardHashrate");
        assertThat(thrown.getMessage()).contains("ACTIVE, STANDBY");
    }

    @Test
    void aConnectedMachineShowsWhatItWorksForAndItsSubAccountTheHashrate() {
        office.at(d -> d.pools().put("admin", "alpha", ALPHA));
        put("alice", input("alpha", DAILY));
        office.at(d -> d.machines().put("admin", "rig", new MachineInput(null, null, null, null)));
        Instant since = Instant.parse("2026-11-01T00:00:00Z");
        office.status = new FieldStatus(
                since,
                "life",
                1,
                true,
                List.of(new FieldStatus.MachineStatus(
                        "rig", 2, since, List.of("alice"), 5e12, 1024, "lab/1", "127.0.0.1", Optional.empty(), "")),
                List.of(session(3e12), session(2e12)),
                Map.of(),
                JournalStatus.NONE,
                List.of());

        MachineView machine = office.at(d -> d.machines().get("rig"));
        assertThat(machine.state()).isEqualTo(MachineView.State.ONLINE);
        assertThat(machine.servingSubAccount()).contains("alice");
        assertThat(machine.connectedSince()).contains(since);
        assertThat(view("alice").hashrate()).isEqualTo(5e12);
        assertThat(view("alice").machines()).containsExactly("rig");
    }

    @Test
    void aMachineIsOfflineWhenItIsGoneForLongerThanAReconnectTakesAndSaysWhyItIsWeak() {
        office.at(d -> d.machines().put("admin", "rig", new MachineInput(null, null, null, null)));
        office.status = empty();
        Instant gone = Instant.now();
        note("rig", gone.minusSeconds(60), MachineEvent.Kind.CONNECTED);
        note("rig", gone, MachineEvent.Kind.DISCONNECTED);
        assertThat(machine("rig").state()).isEqualTo(MachineView.State.ONLINE);
        note("rig", gone.minusSeconds(10), MachineEvent.Kind.DISCONNECTED);
        assertThat(machine("rig").state()).isEqualTo(MachineView.State.OFFLINE);
        note("rig", gone, MachineEvent.Kind.DISCONNECTED);
        office.at(d -> {
            Machine machine =
                    d.em().createQuery("select m from Machine m", Machine.class).getSingleResult();
            machine.setFinding(new Finding(Finding.State.BELOW_STANDARD, gone, "It sent 5."));
            machine.learn(new Learned(7e12, 100), gone);
            return null;
        });
        assertThat(machine("rig").state()).isEqualTo(MachineView.State.BELOW_STANDARD);
        assertThat(machine("rig").stateReason()).isEqualTo("It sent 5.");
        assertThat(machine("rig").learnedHashrate()).contains(7e12);
        assertThat(machine("rig").standardHashrate()).isEmpty();
    }

    @Test
    void aMachineIsReplacedByOrderWhenThereIsAStandbyMachineAndReleasedAgain() {
        office.at(d -> d.machines().put("admin", "rig", new MachineInput(null, null, null, null)));
        office.at(d -> d.machines().put("admin", "spare", new MachineInput("STANDBY", null, null, null)));
        assertThatThrownBy(() -> office.at(d -> d.standbys().replace("admin", "rig")))
                .isInstanceOf(NotNowException.class)
                .hasMessageContaining("No standby machine is ready");
        assertThatThrownBy(() -> office.at(d -> d.standbys().replace("admin", "spare")))
                .isInstanceOf(NotNowException.class)
                .hasMessageContaining("only an active machine");
        office.at(d -> {
            d.em().createQuery("select m from Machine m where m.name = 'spare'", Machine.class)
                    .getSingleResult()
                    .setStandsInFor(Optional.of("rig"));
            return null;
        });
        assertThat(office.at(d -> d.standbys().replace("admin", "rig")).standIns())
                .containsExactly("spare");
        assertThat(machine("rig").replacedSince()).isPresent();
        assertThat(office.<List<StandbyView>>at(d -> d.standbys().list()))
                .singleElement()
                .satisfies(standby -> assertThat(standby.replaces()).contains("rig"));
        office.at(d -> {
            d.standbys().release("admin", "rig");
            return null;
        });
        assertThat(machine("rig").replacedSince()).isEmpty();
        assertThat(office.announced)
                .extracting(RosterChanged::why)
                .contains("admin had replaced machine rig.", "admin released machine rig.");
    }

    private MachineView machine(String name) {
        return office.at(d -> d.machines().get(name));
    }

    private void note(String name, Instant at, MachineEvent.Kind kind) {
        office.store.run(em -> Store.machines(em).note(List.of(new MachineEvent(at, name, kind, "", ""))));
    }

    private static SubAccountInput extended(
            StandardInput standard, Integer priority, String weight, String dueAt, Boolean carryOver) {
        return new SubAccountInput(
                "alpha",
                "alice.w",
                "x",
                null,
                "default",
                standard,
                priority,
                new BigDecimal(weight),
                dueAt,
                carryOver,
                null,
                null);
    }

    private List<String> check(SubAccountInput input) {
        return office.<List<FieldError>>at(d -> d.subAccounts().check("alice", input)).stream()
                .map(FieldError::field)
                .toList();
    }

    private static FieldStatus empty() {
        return new FieldStatus(
                Instant.now(), "life", 1, true, List.of(), List.of(), Map.of(), JournalStatus.NONE, List.of());
    }

    @Test
    void onlyPoliciesThatThereAreCanBeChosen() {
        var thrown = catchThrowableOfType(
                InvalidInputException.class,
                () -> office.at(d -> d.groups().put("admin", "east", new GroupInput("RANDOM"))));

        assertThat(thrown.errors().get(0).message()).contains("SEQUENTIAL, STEADY, WEIGHTED");
        assertThat(done(d -> d.groups().put("admin", "east", new GroupInput("steady"))))
                .isEqualTo(Outcome.CREATED);
        assertThat(office.<GroupView>at(d -> d.groups().get("east")).policy()).isEqualTo("STEADY");
        assertThat(done(d -> d.groups().put("admin", "east", new GroupInput("WEIGHTED"))))
                .isEqualTo(Outcome.CHANGED);
        assertThat(done(d -> d.groups().put("admin", "east", new GroupInput("SEQUENTIAL"))))
                .isEqualTo(Outcome.CHANGED);
        assertThat(done(d -> d.groups().put("admin", "east", new GroupInput(null))))
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aGroupInUseAndTheDefaultGroupStay() {
        office.at(d -> d.groups().put("admin", "east", new GroupInput(null)));
        office.at(d -> d.machines().put("admin", "rig", new MachineInput(null, "east", null, null)));

        assertThat(catchThrowableOfType(
                        InUseException.class, () -> office.at(d -> d.groups().remove("admin", "east"))))
                .hasMessageContaining("machine rig");
        assertThat(catchThrowableOfType(
                        InUseException.class, () -> office.at(d -> d.groups().remove("admin", "default"))))
                .isNotNull();

        office.at(d -> d.machines().remove("admin", "rig"));
        assertThat(done(d -> d.groups().remove("admin", "east"))).isEqualTo(Outcome.REMOVED);
    }

    @Test
    void privateAddressesAreRefusedWhereTheyAreForbidden() {
        office.privateAddresses = false;

        List<FieldError> errors = office.at(d -> d.pools()
                .check(
                        "alpha",
                        new PoolInput(
                                List.of(
                                        "stratum+tcp://127.0.0.1:3333",
                                        "stratum+tcp://8.8.8.8:3333",
                                        "stratum+tcp://[::1]:3333"),
                                null)));

        assertThat(errors).extracting(FieldError::field).containsExactly("urls[0]", "urls[2]");
        assertThat(errors.get(0).message()).contains("SLUICE_POOL_PRIVATE_ADDRESSES");
    }

    private Outcome done(Function<Office.Desk, Outcome> work) {
        return office.at(work);
    }

    private Outcome put(String name, SubAccountInput input) {
        return office.at(d -> d.subAccounts().put("admin", name, input));
    }

    private static SubAccountInput input(String pool, StandardInput standard) {
        return new SubAccountInput(pool, "alice.w", "x", null, "default", standard);
    }

    private SubAccountView view(String name) {
        return office.at(d -> d.subAccounts().get(name));
    }

    private long revision(String name) {
        return office.at(d -> d.em().createQuery("select s from SubAccount s where s.name = :name", SubAccount.class)
                .setParameter("name", name)
                .getSingleResult()
                .getLoginRevision());
    }

    private void book(String machine, String subAccount, int number) {
        Instant start = view(subAccount).capability().periodStart();
        Instant now = Instant.now();
        office.store.run(em -> Store.ledger(em)
                .book(new FieldReport.TaskResults(
                        new ReportId("life", number),
                        List.of(new TaskResult(
                                machine, subAccount, start, now, now, 1, Work.ofShare(BigDecimal.ONE), Map.of(), 0)))));
    }

    private static FieldStatus.SessionStatus session(double hashrate) {
        return new FieldStatus.SessionStatus(
                "alice",
                "alpha",
                PoolAddress.parse("stratum+tcp://alpha.example:3333"),
                LoginState.ACCEPTED,
                "",
                1024,
                1,
                20,
                hashrate,
                4,
                8);
    }
}
