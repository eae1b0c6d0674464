package io.sluice.connector.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.sluice.stratum.relay.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written in one turn of a loop leaves at its end, after what has to come before. */
class TurnTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Turn turn = new Turn(tasks::add);
    private final List<String> heard = new ArrayList<>();
    private Line line;

    TurnTest() {
        NettyLine.install(channel, turn, 100, channel.remoteAddress(), opened -> {
            line = opened;
            return new Line.Listener() {
                @Override
                public void received(byte[] buffer, int offset, int length) {
                    heard.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
                    if (length == 0) {
                        line.close("it says nothing");
                    }
                }

                @Override
                public void closed(String reason) {
                    // Shows in the channel.
                }
            };
        });
    }

    private void say(String text) {
        line.write(text.getBytes(StandardCharsets.UTF_8));
        line.flush();
    }

    private void endTurn() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private String sent() {
        StringBuilder sent = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            sent.append(next.toString(StandardCharsets.UTF_8));
            next.release();
        }
        return sent.toString();
    }

    @Test
    void whatComesBeforeIsDoneBeforeAnythingIsSent() {
        List<String> sentThen = new ArrayList<>();
        say("a");
        turn.beforeSending(() -> sentThen.add(sent()));
        say("b");
        assertThat(sent()).as("in the turn").isEmpty();

        endTurn();
        assertThat(sentThen).containsExactly("");
        assertThat(sent()).isEqualTo("ab");

        say("c");
        endTurn();
        assertThat(sentThen).as("once").hasSize(1);
        assertThat(sent()).isEqualTo("c");
    }

    @Test
    void whatComesBeforeIsDoneWithoutAnythingToSend() {
        List<String> done = new ArrayList<>();
        turn.beforeSending(() -> done.add("done"));
        endTurn();
        assertThat(done).containsExactly("done");
    }

    @Test
    void manyMessagesDoNotWaitForTheEndOfALongTurn() {
        List<String> sentThen = new ArrayList<>();
        turn.beforeSending(() -> sentThen.add(sent()));
        for (int i = 0; i < 64; i++) {
            say("x");
        }
        assertThat(sentThen).containsExactly("");
        assertThat(sent()).hasSize(64);
        say("y");
        assertThat(sent()).isEmpty();
        endTurn();
        assertThat(sent()).isEqualTo("y");
    }

    @Test
    void aLineThatIsClosedSaysFirstWhatWasWritten() {
        List<String> sentThen = new ArrayList<>();
        turn.beforeSending(() -> sentThen.add(sent()));
        line.write("bye".getBytes(StandardCharsets.UTF_8));
        line.close("enough");
        assertThat(channel.isOpen()).isTrue();

        endTurn();
        assertThat(sentThen).containsExactly("");
        assertThat(sent()).isEqualTo("bye");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatComesOnALineThatIsClosedIsNotHeard() {
        channel.writeInbound(Unpooled.copiedBuffer("one\n\nthree\n" + "\n".repeat(10_000), StandardCharsets.UTF_8));
        channel.writeInbound(Unpooled.copiedBuffer("x".repeat(10_000), StandardCharsets.UTF_8));
        assertThat(heard).containsExactly("one", "");
        assertThat(channel.pipeline().get(LineBasedFrameDecoder.class)).isNull();
        endTurn();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void nothingIsSentWhileWhatComesBeforeFails() {
        boolean[] fails = {true};
        turn.beforeSending(() -> {
            if (fails[0]) {
                throw new IllegalStateException("not yet");
            }
        });
        say("a");
        assertThatThrownBy(this::endTurn).hasMessage("not yet");
        assertThat(sent()).isEmpty();

        fails[0] = false;
        say("b");
        endTurn();
        assertThat(sent()).isEqualTo("ab");
    }
}
