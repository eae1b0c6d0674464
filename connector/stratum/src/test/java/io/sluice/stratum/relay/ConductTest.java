package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.Secret;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.work.Difficulty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What becomes of those who misbehave, and of their neighbours. */
class ConductTest {
    /** One hash in four is a share. */
    private static final String EASY = "0.000000000931322574615478515625";
    /** One in 1,024 is. */
    private static final String HARDER = "0.0000002384185791015625";
    /** Asks for a difficulty at which each hash is a share. */
    private static final String SUGGEST_NOTHING =
            "{\"id\":5,\"method\":\"mining.suggest_difficulty\",\"params\":[0.000000000001]}";

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private FakePool pool;
    private Field field;
    private int nextNonce;

    private void begin(MachinePasswords passwords) {
        begin(passwords, EASY, 0);
    }

    private void begin(MachinePasswords passwords, String difficulty, int sharesPerMinute) {
        pool = new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, difficulty, 0x1fffe000).account("alice", "pw");
        field = new Field(
                new FieldSettings(sharesPerMinute, passwords, host -> false),
                time.loops(2),
                application,
                application.journals(time, 2));
        application.pool("A", pool).subAccount("alice", "A", 0, difficulty);
        field.apply(application.plan());
        time.pass(1_000);
    }

    /** Machines may ask for another difficulty than the pool's. */
    private void beginSteered() {
        begin(MachinePasswords.None.NONE, HARDER, 12);
    }

    /** A machine whose shares cost it nothing. */
    private FakeMachine idler(String name, String address) {
        FakeMachine idler = new FakeMachine(time, field, 0, name, address);
        idler.say(SUGGEST_NOTHING);
        idler.logIn();
        time.pass(200);
        assertThat(idler.difficultyValue().doubleValue()).isLessThan(1e-12);
        return idler;
    }

    /** Shares of the same job, though harder ones are asked for by now. Each hash is one. */
    private void easy(FakeMachine machine, FromPool.Notify job, int shares) {
        for (int i = 0; i < shares; i++) {
            machine.say(new String(
                            PoolCodec.submit(
                                    100,
                                    machine.name(),
                                    job.jobId(),
                                    new byte[machine.extranonce2Size()],
                                    job.ntime(),
                                    nextNonce++,
                                    OptionalInt.empty()),
                            StandardCharsets.US_ASCII)
                    .strip());
        }
    }

    private void begin() {
        begin(MachinePasswords.None.NONE);
    }

    private FakeMachine machine(String name, String address) {
        FakeMachine machine = new FakeMachine(time, field, 0, name, address).logIn();
        time.pass(200);
        return machine;
    }

    private static void bad(FakeMachine machine, String name, int shares) {
        for (int i = 0; i < shares; i++) {
            machine.say("{\"id\":7,\"method\":\"mining.submit\",\"params\":[\"" + name
                    + "\",\"ffff\",\"00000000\",\"00000000\",\"00000000\"]}");
        }
    }

    private FieldStatus status() {
        time.pass(600);
        return field.status("i", true, JournalStatus.NONE);
    }

    private List<String> names() {
        return status().machines().stream().map(MachineStatus::name).toList();
    }

    /** Floods until the connection is dropped. */
    private void flood(String name, String address) {
        FakeMachine machine = machine(name, address);
        bad(machine, name, MachineSession.DROPPED_AFTER);
        time.pass(10);
        assertThat(machine.isOpen()).isFalse();
    }

    @Test
    void whoSendsBadSharesIsWarnedThenSlowedThenDropped() {
        begin();
        FakeMachine machine = machine("m", "192.0.2.1");
        bad(machine, "m", MachineSession.WARNED_AFTER - 1);
        assertThat(machine.transcript()).noneMatch(line -> line.contains("show_message"));
        bad(machine, "m", 1);
        assertThat(machine.last()).contains("client.show_message").contains("job not found");
        assertThat(status().warnings()).singleElement().asString().contains("m from 192.0.2.1");
        assertThat(machine.slowed()).isZero();

        bad(machine, "m", MachineSession.SLOWED_AFTER - MachineSession.WARNED_AFTER);
        assertThat(machine.slowed()).isEqualTo(1);
        bad(machine, "m", 50);
        assertThat(machine.slowed()).as("not twice in a second").isEqualTo(1);
        assertThat(machine.isOpen()).isTrue();

        bad(machine, "m", MachineSession.DROPPED_AFTER);
        time.pass(10);
        assertThat(machine.isOpen()).isFalse();
        assertThat(machine.complaints()).last().asString().contains("too much of what it sends is bad");
        assertThat(names()).isEmpty();
    }

    @Test
    void badSharesAreForgivenWithTimeAndForGoodOnes() {
        begin();
        FakeMachine machine = machine("m", "192.0.2.1");
        for (int minute = 0; minute < 30; minute++) {
            bad(machine, "m", MachineSession.WARNED_AFTER - 1);
            time.pass(30_000);
        }
        for (int i = 0; i < 500; i++) {
            machine.mine();
            bad(machine, "m", 1);
            time.pass(20);
        }
        assertThat(machine.isOpen()).isTrue();
        assertThat(machine.slowed()).isZero();
        assertThat(machine.transcript()).noneMatch(line -> line.contains("show_message"));
    }

    @Test
    void sharesFarTooEasyForThePoolTakeNeitherTimeNorRoomFromOthers() {
        beginSteered();
        FakeMachine honest = machine("honest", "192.0.2.1");
        honest.mine();
        time.pass(100);
        for (int i = 0; i < 20; i++) {
            FakeMachine idler = idler("idler" + i, "192.0.2.9");
            FromPool.Notify job = idler.job();
            Difficulty difficulty = idler.difficulty();
            easy(idler, job, MachineSession.NEEDLESS_AT_ONCE);
            assertThat(idler.difficulty().asDouble()).as("steered").isGreaterThan(difficulty.asDouble());
            easy(idler, job, 500);
            time.pass(10);
            assertThat(idler.slowed()).as("is read from no longer").isPositive();
            assertThat(idler.accepted()).as("did nothing wrong").isEqualTo(MachineSession.NEEDLESS_AT_ONCE + 500);
        }
        honest.mine();
        time.pass(100);
        assertThat(honest.accepted()).isEqualTo(2);
        assertThat(honest.complaints()).isEmpty();
        assertThat(honest.slowed()).isZero();
    }

    @Test
    void sharesWithoutWorkToBeForAreNotReadWithoutEnd() {
        begin();
        FakeMachine machine = machine("m", "192.0.2.1");
        pool.down();
        time.pass(60_000);
        for (int i = 0; i < MachineSession.NEEDLESS_AT_ONCE; i++) {
            machine.mine();
        }
        assertThat(machine.slowed()).isZero();
        for (int i = 0; i < 100; i++) {
            machine.mine();
        }
        assertThat(machine.slowed()).isEqualTo(1);
        assertThat(machine.isOpen()).isTrue();
    }

    @Test
    void sharesThatCostNothingMakeGoodForNothingAndSpeakForNobody() {
        beginSteered();
        FakeMachine idler = idler("m", "192.0.2.9");
        easy(idler, idler.job(), 10);
        for (int i = 0; i < Conduct.DROPS_OF_IDENTITY; i++) {
            flood("m", "192.0.2.9");
        }
        assertThat(machine("m", "192.0.2.9").last()).contains("shut out");

        FakeMachine mixed = idler("mixed", "192.0.2.9");
        FromPool.Notify itsJob = mixed.job();
        for (int i = 0; i < MachineSession.DROPPED_AFTER; i++) {
            easy(mixed, itsJob, 1);
            bad(mixed, "mixed", 1);
        }
        time.pass(10);
        assertThat(mixed.isOpen()).isFalse();
    }

    @Test
    void nobodyMakesTheTimeOfAJobRunAwayByAskingForItAgain() {
        begin();
        FakeMachine first = machine("first", "192.0.2.1");
        long began = time.loops(1).get(0).millis();
        for (int i = 0; i < 40; i++) {
            FakeMachine asking = machine("asking" + i, "192.0.2.9");
            for (int j = 0; j < MachineSession.REQUESTS_AT_ONCE / 2; j++) {
                asking.say("{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                        + "{\"version-rolling.mask\":\"1fffe000\"}]}");
                asking.say("{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[]}");
            }
            assertThat(asking.isOpen()).isTrue();
        }
        long passed = (time.loops(1).get(0).millis() - began) / 1_000;
        FakeMachine late = machine("late", "192.0.2.1");
        assertThat(late.job().ntime() - first.job().ntime())
                .as("seconds ahead")
                .isBetween(1, (int) passed + 1 + PoolSession.MOST_SECONDS_AHEAD);
        first.mine();
        late.mine();
        time.pass(100);
        assertThat(first.accepted()).isEqualTo(1);
        assertThat(late.accepted()).isEqualTo(1);
    }

    @Test
    void emptyLinesAreNoWayToKeepALoopBusy() {
        begin();
        FakeMachine machine = machine("m", "192.0.2.1");
        for (int i = 0; i < MachineSession.REQUESTS_AT_ONCE; i++) {
            machine.say("");
        }
        assertThat(machine.slowed()).isZero();
        for (int i = 0; i < MachineSession.SLOWED_AFTER; i++) {
            machine.say("");
        }
        assertThat(machine.slowed()).isEqualTo(1);
        for (int i = 0; i < MachineSession.DROPPED_AFTER; i++) {
            machine.say("");
        }
        time.pass(10);
        assertThat(machine.complaints()).last().asString().contains("empty lines without end");

        FakeMachine stranger = new FakeMachine(time, field, 0, "n", "192.0.2.2");
        for (int i = 0; i <= 20; i++) {
            stranger.say("");
        }
        time.pass(10);
        assertThat(stranger.isOpen()).isFalse();
    }

    @Test
    void anIdentityThatIsDroppedAgainAndAgainIsShutOutForLongerEachTime() {
        begin();
        for (int i = 0; i < Conduct.DROPS_OF_IDENTITY; i++) {
            flood("m", "192.0.2.1");
        }
        FakeMachine refused = machine("m", "192.0.2.1");
        assertThat(refused.last()).contains("shut out").contains("\"error\":[24,");
        assertThat(status().warnings()).anyMatch(warning -> warning.startsWith("m from 192.0.2.1 is shut out"));

        // Neither its neighbours nor its namesake elsewhere.
        assertThat(machine("n", "192.0.2.1").accepted()).isZero();
        machine("m", "198.51.100.1");
        assertThat(names()).containsExactlyInAnyOrder("n", "m");

        time.pass(Conduct.FIRST_BAN_MILLIS);
        for (int i = 0; i < Conduct.DROPS_OF_IDENTITY; i++) {
            flood("m", "192.0.2.1");
        }
        time.pass(Conduct.FIRST_BAN_MILLIS + 1_000);
        assertThat(machine("m", "192.0.2.1").last()).contains("shut out");
        time.pass(Conduct.FIRST_BAN_MILLIS);
        assertThat(machine("m", "192.0.2.1").last()).doesNotContain("shut out");
    }

    @Test
    void whoBorrowsTheNameOfAnHonestMachineDoesNotHaveItShutOut() {
        begin();
        FakeMachine honest = machine("m", "192.0.2.1");
        honest.mine();
        time.pass(100);
        for (int i = 0; i < 3 * Conduct.DROPS_OF_IDENTITY; i++) {
            flood("m", "192.0.2.1");
        }
        honest.mine();
        time.pass(100);
        assertThat(honest.accepted()).isEqualTo(2);
        machine("m", "192.0.2.1");
        assertThat(status().machines()).singleElement().satisfies(machine -> assertThat(machine.connections())
                .isEqualTo(2));
    }

    @Test
    void anAddressFromWhichNothingGoodComesIsShutOut() {
        begin();
        for (int i = 0; i < Conduct.DROPS_OF_ADDRESS; i++) {
            FakeMachine stranger = new FakeMachine(time, field, i % 2, "x" + i, "192.0.2.9");
            stranger.say("nonsense");
            time.pass(10);
            assertThat(stranger.isOpen()).isFalse();
        }
        FakeMachine any = machine("any", "192.0.2.9");
        assertThat(any.isOpen()).isFalse();
        assertThat(any.complaints()).last().asString().contains("shut out");
        assertThat(machine("other", "192.0.2.8").isOpen()).isTrue();

        time.pass(Conduct.FIRST_BAN_MILLIS);
        assertThat(machine("any", "192.0.2.9").isOpen()).isTrue();
    }

    @Test
    void anAddressWithOneHonestMachineIsNot() {
        begin();
        FakeMachine honest = machine("m", "192.0.2.9");
        honest.mine();
        time.pass(100);
        for (int i = 0; i < 5 * Conduct.DROPS_OF_ADDRESS; i++) {
            new FakeMachine(time, field, i % 2, "x" + i, "192.0.2.9").say("nonsense");
            time.pass(10);
        }
        assertThat(machine("n", "192.0.2.9").isOpen()).isTrue();
        honest.hangUp("restart");
        new FakeMachine(time, field, 0, "x", "192.0.2.9").say("nonsense");
        time.pass(10);
        assertThat(machine("m", "192.0.2.9").isOpen()).as("trusted for an hour").isTrue();
    }

    @Test
    void thisMachinesOwnAddressIsNeverShutOut() {
        begin();
        for (int i = 0; i < 3 * Conduct.DROPS_OF_ADDRESS; i++) {
            new FakeMachine(time, field, 0, "x" + i, i % 2 == 0 ? "127.0.0.1" : "0:0:0:0:0:0:0:1").say("nonsense");
            time.pass(10);
        }
        assertThat(machine("m", "127.0.0.1").isOpen()).isTrue();
        assertThat(machine("n", "0:0:0:0:0:0:0:1").isOpen()).isTrue();
    }

    @Test
    void beforeTheLoginThereAreTwentyMessages() {
        begin();
        FakeMachine machine = new FakeMachine(time, field, 0, "m", "192.0.2.1");
        for (int i = 0; i < 20; i++) {
            machine.say("{\"id\":9,\"method\":\"mining.ping\",\"params\":[]}");
        }
        time.pass(10);
        assertThat(machine.isOpen()).isTrue();
        machine.say("{\"id\":9,\"method\":\"mining.ping\",\"params\":[]}");
        time.pass(10);
        assertThat(machine.complaints())
                .singleElement()
                .asString()
                .contains("more than 20 messages before it logged in");
    }

    @Test
    void afterTheLoginAnOddLineIsForgivenAndAHabitOfThemIsNot() {
        begin();
        FakeMachine machine = machine("m", "192.0.2.1");
        for (int i = 0; i < 30; i++) {
            machine.say("what?");
            time.pass(61_000);
        }
        assertThat(machine.isOpen()).isTrue();
        for (int i = 0; i < 11; i++) {
            machine.say("what?");
        }
        time.pass(10);
        assertThat(machine.isOpen()).isFalse();
    }

    @Test
    void aMachineWithWorkThatSaysNothingForTenMinutesIsDropped() {
        begin();
        FakeMachine machine = machine("m", "192.0.2.1");
        time.pass(590_000);
        assertThat(machine.isOpen()).isTrue();
        time.pass(15_000);
        assertThat(machine.complaints()).last().asString().contains("said nothing for 10 minutes");
    }

    @Test
    void requestsWithoutEndAreRefusedAndThenDropped() {
        begin();
        FakeMachine machine = machine("m", "192.0.2.1");
        for (int i = 0; i < MachineSession.REQUESTS_AT_ONCE; i++) {
            machine.say("{\"id\":9,\"method\":\"mining.ping\",\"params\":[]}");
        }
        assertThat(machine.last()).contains("pong");
        machine.say("{\"id\":9,\"method\":\"mining.ping\",\"params\":[]}");
        assertThat(machine.last()).contains("too many requests");
        time.pass(60_000 / MachineSession.REQUESTS_PER_MINUTE);
        machine.say("{\"id\":9,\"method\":\"mining.ping\",\"params\":[]}");
        assertThat(machine.last()).contains("pong");
        for (int i = 0; i < 2 * MachineSession.DROPPED_AFTER; i++) {
            machine.say("{\"id\":9,\"method\":\"mining.suggest_difficulty\",\"params\":[1]}");
        }
        time.pass(10);
        assertThat(machine.isOpen()).isFalse();
    }

    @Test
    void aRefusedMachineMayTryAgainButNotWithoutEnd() {
        begin();
        FakeMachine stranger = machine("stranger", "192.0.2.1");
        for (int i = 1; i < MachineSession.REFUSED_LOGINS; i++) {
            assertThat(stranger.isOpen()).isTrue();
            stranger.say("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"stranger\",\"x\"]}");
            time.pass(10);
        }
        assertThat(stranger.isOpen()).isFalse();

        String answer = "";
        for (int i = 0; i < Conduct.REFUSALS_PER_MINUTE; i++) {
            FakeMachine again = new FakeMachine(time, field, 0, "stranger", "192.0.2.1").logIn();
            time.pass(10);
            answer = again.last();
            again.hangUp("refused");
        }
        assertThat(answer).contains("stranger is not known").contains("asks too often");
        assertThat(machine("m", "192.0.2.1").last()).doesNotContain("asks too often");
        time.pass(Conduct.NOT_ASKED_MILLIS);
        assertThat(machine("stranger", "192.0.2.1").last())
                .contains("stranger is not known")
                .doesNotContain("asks too often");
    }

    @Test
    void aNameLogsInNoOftenerThanItMay() {
        begin();
        List<FakeMachine> all = new ArrayList<>();
        for (int i = 0; i <= Conduct.LOGINS_AT_ONCE; i++) {
            all.add(new FakeMachine(time, field, i % 2, "farm", "192.0.2.1").logInPlainly());
        }
        time.pass(200);
        assertThat(all.get(all.size() - 1).complaints())
                .singleElement()
                .asString()
                .contains("too many logins");
        assertThat(status().machines()).singleElement().satisfies(machine -> assertThat(machine.connections())
                .isEqualTo(Conduct.LOGINS_AT_ONCE));
        time.pass(1_000);
        FakeMachine last = machine("farm", "192.0.2.1");
        assertThat(last.complaints()).isEmpty();
    }

    @Test
    void whatIsRememberedIsBounded() {
        Conduct conduct = new Conduct();
        for (int i = 0; i < 100_000; i++) {
            conduct.dropped("m" + i, "192.0.2." + i % 256, i);
        }
        assertThat(conduct.size()).isLessThanOrEqualTo(20_000);
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        assertThat(Conduct.hostOf("192.0.2.1:40000")).isEqualTo("192.0.2.1");
        assertThat(Conduct.hostOf("2001:db8:1:2:3:4:5:6:40000"))
                .isEqualTo(Conduct.hostOf("2001:db8:1:2:ffff:0:0:1:40001"))
                .isNotEqualTo(Conduct.hostOf("2001:db8:1:3:3:4:5:6:40000"));
    }

    @Test
    void aSharedPasswordIsAskedOfEveryMachineAlsoWhileTheApplicationIsAway() {
        begin(new MachinePasswords.Shared(new Secret("open-sesame")));
        FakeMachine wrong = machine("m", "192.0.2.1");
        assertThat(wrong.last()).contains("\"error\":[24,").contains("the password of m is wrong");
        wrong.say("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"m\",\"open-sesame\"]}");
        time.pass(100);
        assertThat(names()).containsExactly("m");

        field.apply(application.plan(Map.of("known", Itinerary.NONE)));
        application.answers = false;
        machine("known", "192.0.2.1");
        time.pass(6_000);
        assertThat(names()).containsExactly("m");
    }

    @Test
    void aSharedPasswordIsNotGuessedUnderEverOtherNames() {
        begin(new MachinePasswords.Shared(new Secret("open-sesame")));
        FakeMachine known = rightly("known", "192.0.2.1");
        for (int i = 0; i <= Conduct.WRONG_PER_MINUTE; i++) {
            FakeMachine guessing = new FakeMachine(time, field, i % 2, "x" + i, "192.0.2.1").logIn();
            assertThat(guessing.last()).contains("is wrong");
            guessing.hangUp("refused");
        }
        assertThat(rightly("new", "192.0.2.1").last()).contains("too many wrong passwords came from its address");
        rightly("elsewhere", "192.0.2.2");
        known.hangUp("restart");
        rightly("known", "192.0.2.1");
        assertThat(names()).containsExactlyInAnyOrder("elsewhere", "known");

        time.pass(Conduct.NOT_ASKED_MILLIS);
        rightly("new", "192.0.2.1");
        assertThat(names()).contains("new");
    }

    @Test
    void aMachineThatWorkedForLongIsNotKeptOutByWhoGuessesBesideIt() {
        begin(new MachinePasswords.Shared(new Secret("open-sesame")));
        FakeMachine known = rightly("known", "192.0.2.1");
        for (long waited = 0; waited <= Conduct.TRUST_MILLIS; waited += 300_000) {
            known.mine();
            time.pass(300_000);
        }
        for (int i = 0; i <= Conduct.WRONG_PER_MINUTE; i++) {
            new FakeMachine(time, field, i % 2, "x" + i, "192.0.2.1").logIn().hangUp("refused");
        }
        known.hangUp("its cable");
        rightly("known", "192.0.2.1");
        assertThat(names()).containsExactly("known");
    }

    @Test
    void whoSendsALineWithoutEndAgainAndAgainIsShutOut() {
        begin();
        for (int i = 0; i < Conduct.DROPS_OF_IDENTITY; i++) {
            FakeMachine machine = machine("m", "192.0.2.1");
            machine.sendsTooLongALine();
            time.pass(1_000);
        }
        assertThat(machine("m", "192.0.2.1").last()).contains("shut out");
        assertThat(machine("n", "192.0.2.1").accepted()).isZero();
        assertThat(names()).contains("n");
    }

    private FakeMachine rightly(String name, String address) {
        FakeMachine machine = new FakeMachine(time, field, 0, name, address);
        machine.say("{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[]}");
        machine.say("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + name + "\",\"open-sesame\"]}");
        time.pass(100);
        return machine;
    }

    @Test
    void eachMachineHasItsOwnPassword() {
        var each = new MachinePasswords.Each(new Secret("open-sesame"));
        // printf %s m1 | openssl dgst -sha256 -hmac open-sesame | tail -c 65 | cut -c 1-32
        assertThat(each.of("m1")).isEqualTo("f9fb4e5030fcb257ae3de572faa705d9");
        assertThat(each.fit("m1", each.of("m1"))).isTrue();
        assertThat(each.fit("m2", each.of("m1"))).isFalse();
        assertThat(each.fit("m1", "")).isFalse();
        assertThat(each.toString()).doesNotContain("sesame");
    }
}
