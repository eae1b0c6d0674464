package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.LoginAnswer;
import io.sluice.api.LoginAnswer.Outcome;
import io.sluice.api.PoolAddress;
import io.sluice.api.Secret;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginTrialTest {
    private final VirtualTime time = new VirtualTime();
    private final FakePool pool =
            new FakePool(time, "stratum+tcp://pool.example:3333", 4, 8, "1024", 0x1fffe000).account("alice", "right");

    @Test
    void tellsWhatThePoolSaysAndHangsUp() {
        LoginAnswer answer = tried("alice", "right");
        assertThat(answer.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(answer.reason()).isEmpty();
        assertThat(answer.extranonce1Size()).isEqualTo(4);
        assertThat(answer.extranonce2Size()).isEqualTo(8);
        assertThat(answer.versionMask()).isEqualTo(0x1fffe000);
        assertThat(answer.difficulty()).hasValueSatisfying(difficulty -> assertThat(difficulty)
                .isEqualByComparingTo(BigDecimal.valueOf(1024)));
        assertThat(answer.latencyMillis()).isPresent();
        assertThat(pool.loggedIn()).isZero();
    }

    @Test
    void tellsThePoolsOwnWordsWhenItRefuses() {
        LoginAnswer answer = tried("alice", "wrong");
        assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(answer.reason()).isNotBlank().doesNotContain("wrong");
        assertThat(answer.extranonce2Size()).isEqualTo(8);
        assertThat(answer.toString()).doesNotContain("right");
    }

    @Test
    void aPoolWithoutConfigureIsNotWaitedForLong() {
        pool.knowsNoConfigure();
        LoginAnswer answer = tried("alice", "right");
        assertThat(answer.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(answer.versionMask()).isZero();
    }

    @Test
    void aMutePoolIsGivenUpWithinTenSeconds() {
        pool.answersNothing(true);
        LoginAnswer answer = tried("alice", "right");
        assertThat(answer.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(answer.reason()).contains("no answer");
        assertThat(answer.latencyMillis()).isEmpty();
    }

    @Test
    void whereNobodyIsNothingIsSaid() {
        pool.down();
        LoginAnswer answer = tried("alice", "right");
        assertThat(answer).isEqualTo(LoginAnswer.unreachable("connection refused"));
        assertThat(answer.difficulty()).isEqualTo(Optional.empty());
    }

    /** The answer, which comes once and within 10 s. */
    private LoginAnswer tried(String user, String password) {
        List<LoginAnswer> answers = new ArrayList<>();
        Loop loop = time.loops(1).get(0);
        loop.execute(() -> LoginTrial.begin(
                loop, PoolAddress.parse("stratum+tcp://pool.example:3333"), user, new Secret(password), answers::add));
        time.pass(10_000);
        assertThat(answers).hasSize(1);
        time.pass(30_000);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }
}
