package io.sluice.connector.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What an event loop does between two looks at its connections. What it writes in one turn leaves together at its end, one
 * system call for each line and not one for each message, and after the tasks that come {@link #beforeSending}. On its
 * loop only.
 */
final class Turn {
    /** When so many messages wait they are sent without waiting for more, so that the first of them does not wait for long. */
    private static final int MOST_MESSAGES = 64;

    private final Executor loop;
    private final Runnable end = this::end;
    private final List<Runnable> before = new ArrayList<>();
    private final List<NettyLine> lines = new ArrayList<>();
    private int messages;
    private boolean endDue;

    /** @param loop runs tasks when all that has arrived is handled */
    Turn(Executor loop) {
        this.loop = loop;
    }

    /** Runs a task before anything more is sent. */
    void beforeSending(Runnable task) {
        before.add(task);
        endLater();
    }

    /** Sends what was written to a line by now, at the end of this turn. */
    void send(NettyLine line) {
        if (line.isFirstOfTurn()) {
            lines.add(line);
        }
        messages++;
        if (messages >= MOST_MESSAGES) {
            end();
        } else {
            endLater();
        }
    }

    private void endLater() {
        if (!endDue) {
            endDue = true;
            try {
                loop.execute(end);
            } catch (RejectedExecutionException e) {
                // The loop is ending, and this was its last turn.
                end();
            }
        }
    }

    private void end() {
        endDue = false;
        messages = 0;
        // A task that fails keeps the lines from being sent in this turn: others must not hear of what may be lost.
        for (int i = 0; i < before.size(); i++) {
            before.get(i).run();
        }
        before.clear();
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).send();
        }
        lines.clear();
    }
}
