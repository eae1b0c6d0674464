package io.sluice.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginGuardTest {
    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";

    private final TestClock clock = new TestClock();
    private final LoginGuard guard = new LoginGuard(clock);

    @Test
    void fiveFailuresLockANameFromThatAddressForAMinute() {
        fail(4, "alice", HERE);
        assertThat(guard.locked("alice", HERE)).isEmpty();
        fail(1, "alice", HERE);

        assertThat(guard.locked("alice", HERE)).contains(Duration.ofMinutes(1));
        assertThat(guard.locked("alice", ELSEWHERE)).isEmpty();
        assertThat(guard.locked("bob", HERE)).isEmpty();
        clock.pass(Duration.ofSeconds(60));
        assertThat(guard.locked("alice", HERE)).isEmpty();
    }

    @Test
    void eachFurtherFailureDoublesTheLockUpToAQuarterOfAnHour() {
        fail(5, "alice", HERE);
        for (int minutes : new int[] {2, 4, 8, 15, 15}) {
            clock.pass(LoginGuard.LONGEST);
            fail(1, "alice", HERE);
            assertThat(guard.locked("alice", HERE)).contains(Duration.ofMinutes(minutes));
        }
    }

    @Test
    void aSuccessForgetsWhatFailedForThatNameAndNoMore() {
        fail(5, "alice", HERE);
        fail(5, "bob", HERE);
        guard.succeeded("alice", HERE);

        assertThat(guard.locked("alice", HERE)).isEmpty();
        assertThat(guard.locked("bob", HERE)).isPresent();
    }

    @Test
    void anHourWithoutAFailureForgetsAll() {
        fail(4, "alice", HERE);
        clock.pass(LoginGuard.FORGOTTEN.plusSeconds(1));
        fail(4, "alice", HERE);

        assertThat(guard.locked("alice", HERE)).isEmpty();
    }

    @Test
    void anAddressThatTriesManyNamesIsLockedWhateverTheName() {
        for (int i = 0; i < LoginGuard.FAILURES_OF_ADDRESS; i++) {
            assertThat(guard.locked("name" + i, HERE)).isEmpty();
            fail(1, "name" + i, HERE);
        }

        assertThat(guard.locked("somebody else", HERE)).isPresent();
        assertThat(guard.locked("somebody else", ELSEWHERE)).isEmpty();
    }

    @Test
    void aNetworkOfAddressesIsOneAddress() {
        fail(3, "alice", "2001:db8:1:2::1");
        fail(2, "alice", "2001:db8:1:2:3:4:5:6");

        assertThat(guard.locked("alice", "2001:db8:1:2::7")).isPresent();
        assertThat(guard.locked("alice", "2001:db8:1:3::7")).isEmpty();
    }

    @Test
    void itsMemoryIsBounded() {
        for (int i = 0; i < LoginGuard.MOST + 5_000; i++) {
            fail(1, "x".repeat(100) + i, "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        }

        assertThat(guard.size()).isLessThanOrEqualTo(LoginGuard.MOST);
    }

    private void fail(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            guard.failed(name, address);
        }
    }
}
