package io.sluice.stratum.relay;

import io.sluice.api.LoginAnswer;
import io.sluice.api.LoginAnswer.Outcome;
import io.sluice.api.PoolAddress;
import io.sluice.api.Secret;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.StratumError;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Logs in to an address of a pool as a session would, hears what it says, and hangs up: configure, subscribe, authorize.
 * After the login it waits a moment for the first difficulty. Single-threaded.
 */
final class LoginTrial implements Line.Opening, Line.Listener {
    /** From the dialling to the answer. */
    static final long LIMIT_MILLIS = 9_500;

    /** A pool that takes a login sets a difficulty at once, if ever. */
    private static final long DIFFICULTY_WAIT_MILLIS = 1_500;

    private static final int LONGEST_REASON = 500;
    private static final long CONFIGURE = 1;
    private static final long SUBSCRIBE = 2;
    private static final long AUTHORIZE = 3;

    private final Loop loop;
    private final String user;
    private final Secret password;
    private final Consumer<LoginAnswer> answer;
    private Line line;
    private boolean over;
    private boolean accepted;
    private boolean configureAnswered;
    private int extranonce1Size;
    private int extranonce2Size;
    private int versionMask;
    private String message = "";
    private BigDecimal difficulty;
    private long authorizedMillis;
    private Long latencyMillis;

    private LoginTrial(Loop loop, String user, Secret password, Consumer<LoginAnswer> answer) {
        this.loop = loop;
        this.user = user;
        this.password = password;
        this.answer = answer;
    }

    /** Called on the loop, where the answer comes as well, once. */
    static void begin(Loop loop, PoolAddress address, String user, Secret password, Consumer<LoginAnswer> answer) {
        var trial = new LoginTrial(loop, user, password, answer);
        loop.after(LIMIT_MILLIS, () -> trial.end(Outcome.UNREACHABLE, trial.whatIsMissing()));
        loop.dial(address, trial);
    }

    private String whatIsMissing() {
        String missing = line == null ? "no connection" : extranonce2Size == 0 ? "no answer" : "no answer to the login";
        return missing + " within " + LIMIT_MILLIS / 1_000.0 + " s";
    }

    @Override
    public Line.Listener opened(Line opened) {
        line = opened;
        if (over) {
            line.close("too late");
        } else {
            line.write(PoolCodec.configure(CONFIGURE, PoolSession.VERSION_BITS));
            line.write(PoolCodec.subscribe(SUBSCRIBE, PoolSession.AGENT));
            line.flush();
        }
        return this;
    }

    @Override
    public void failed(String reason) {
        end(Outcome.UNREACHABLE, reason);
    }

    @Override
    public void received(byte[] buffer, int offset, int length) {
        if (over) {
            return;
        }
        FromPool said;
        try {
            said = PoolCodec.parse(buffer, offset, length, LoginTrial::shapeOf);
        } catch (ProtocolException e) {
            end(Outcome.UNREACHABLE, "the pool sends nonsense: " + e.getMessage());
            return;
        }
        if (said instanceof FromPool.Answer answered) {
            answered(answered);
        } else if (said instanceof FromPool.SetDifficulty set) {
            difficulty = set.difficulty();
        } else if (said instanceof FromPool.SetExtranonce set) {
            extranonce1Size = set.extranonce1().length;
            extranonce2Size = set.extranonce2Size();
        } else if (said instanceof FromPool.SetVersionMask set) {
            versionMask = set.mask() & PoolSession.VERSION_BITS;
        } else if (said instanceof FromPool.ShowMessage show) {
            message = show.text();
        } else if (said instanceof FromPool.GetVersion request) {
            reply(PoolCodec.version(request.id(), PoolSession.AGENT));
        } else if (said instanceof FromPool.Ping ping) {
            reply(PoolCodec.truth(ping.id(), true));
        }
        if (accepted && difficulty != null && configureAnswered) {
            end(Outcome.ACCEPTED, "");
        }
    }

    private static PoolCodec.Awaited.Shape shapeOf(long id) {
        return id == CONFIGURE
                ? PoolCodec.Awaited.Shape.CONFIGURE
                : id == SUBSCRIBE ? PoolCodec.Awaited.Shape.SUBSCRIBE : PoolCodec.Awaited.Shape.TRUTH;
    }

    private void answered(FromPool.Answer answered) {
        if (answered.id() == CONFIGURE) {
            configureAnswered = true;
            if (answered.result() instanceof FromPool.Result.Configured configured) {
                versionMask = configured.versionMask() & PoolSession.VERSION_BITS;
            }
        } else if (answered.id() == SUBSCRIBE) {
            subscribed(answered);
        } else if (answered.id() == AUTHORIZE) {
            latencyMillis = loop.millis() - authorizedMillis;
            if (answered.error().isEmpty()
                    && answered.result() instanceof FromPool.Result.Truth truth
                    && truth.value()) {
                accepted = true;
                loop.after(DIFFICULTY_WAIT_MILLIS, () -> end(Outcome.ACCEPTED, ""));
            } else {
                end(Outcome.REFUSED, words(answered, message.isBlank() ? "login refused" : message));
            }
        }
    }

    private void subscribed(FromPool.Answer answered) {
        if (!(answered.result() instanceof FromPool.Result.Subscribed subscribed)
                || answered.error().isPresent()) {
            end(Outcome.REFUSED, "the pool did not take the subscription: " + words(answered, "no reason given"));
            return;
        }
        extranonce1Size = subscribed.extranonce1().length;
        extranonce2Size = subscribed.extranonce2Size();
        authorizedMillis = loop.millis();
        reply(PoolCodec.authorize(AUTHORIZE, user, password.value()));
    }

    private static String words(FromPool.Answer answered, String otherwise) {
        return answered.error()
                .map(StratumError::message)
                .filter(text -> !text.isBlank())
                .orElse(otherwise);
    }

    private void reply(byte[] bytes) {
        line.write(bytes);
        line.flush();
    }

    private void end(Outcome outcome, String reason) {
        if (over) {
            return;
        }
        over = true;
        if (line != null) {
            line.close("it was only tried");
        }
        answer.accept(new LoginAnswer(
                outcome,
                reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason,
                message,
                extranonce1Size,
                extranonce2Size,
                versionMask,
                Optional.ofNullable(difficulty),
                Optional.ofNullable(latencyMillis)));
    }

    @Override
    public void closed(String reason) {
        // Some pools hang up instead of refusing.
        end(latencyMillis == null && authorizedMillis == 0 ? Outcome.UNREACHABLE : Outcome.REFUSED, reason);
    }
}
