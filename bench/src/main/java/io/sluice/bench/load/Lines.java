package io.sluice.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection of the load, on one thread: lines in, bytes out. What was read is handled where it lies, and everything
 * that is written meanwhile leaves in one piece. A connection at rest takes a few hundred bytes, so that there may be tens
 * of thousands.
 */
public abstract class Lines {
    private static final int IN_BYTES = 256 << 10;
    private static final int FIRST_OUT_BYTES = 256;
    private static final byte[] NOTHING = new byte[0];

    /** What the connections of one thread read into, one after the other. */
    public static final class Inbox {
        private final byte[] bytes = new byte[IN_BYTES];
        private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    }

    private final SocketChannel channel;
    private final Inbox inbox;
    private final int outBytes;
    private byte[] begun = NOTHING;
    private ByteBuffer out = ByteBuffer.allocate(FIRST_OUT_BYTES);
    private SelectionKey key;

    /** @param outBytes that may wait to be written, at most */
    protected Lines(SocketChannel channel, Inbox inbox, int outBytes) {
        this.channel = channel;
        this.inbox = inbox;
        this.outBytes = outBytes;
    }

    /** Its place in the selector of its thread. */
    public final void registered(SelectionKey registered) {
        key = registered;
    }

    /** Handles one line, without its line feed. */
    protected abstract void line(byte[] bytes, int offset, int length) throws IOException;

    /** All lines that have come were handled. */
    protected abstract void linesHandled();

    /** The selector found it ready; returns whether it is still open. */
    public final boolean ready() throws IOException {
        if (key.isWritable() && !flush()) {
            return true;
        }
        // Who leaves answers unread gets no more of them.
        return !key.isReadable() || read();
    }

    private boolean read() throws IOException {
        ByteBuffer buffer = inbox.buffer.clear();
        buffer.put(begun);
        int count = channel.read(buffer);
        if (count < 0) {
            key.cancel();
            channel.close();
            return false;
        }
        byte[] in = inbox.bytes;
        int end = buffer.position();
        int begin = 0;
        for (int at = end - count; at < end; at++) {
            if (in[at] == '\n') {
                line(in, begin, at - begin);
                begin = at + 1;
            }
        }
        if (begin == 0 && end == in.length) {
            throw new IOException("a line of more than " + in.length + " bytes");
        }
        begun = begin == end ? NOTHING : Arrays.copyOfRange(in, begin, end);
        linesHandled();
        flush();
        return true;
    }

    /** Writes a line of ASCII, which ends with a line feed, when what was read is handled or at the next flush. */
    public final void write(String line) {
        write(line.getBytes(StandardCharsets.US_ASCII), 0, line.length());
    }

    /** @throws java.nio.BufferOverflowException when more waits than may */
    protected final void write(byte[] bytes, int offset, int length) {
        int needed = out.position() + length;
        if (needed > out.capacity() && needed <= outBytes) {
            out = ByteBuffer.allocate(Math.min(outBytes, Integer.highestOneBit(needed) << 1))
                    .put(out.flip());
        }
        out.put(bytes, offset, length);
    }

    /** Writes what waits; returns whether nothing waits any more. */
    public final boolean flush() throws IOException {
        if (out.position() == 0) {
            return true;
        }
        out.flip();
        channel.write(out);
        boolean all = !out.hasRemaining();
        out.compact();
        int wanted = all ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
        return all;
    }

    /** Ends the connection. */
    public final void close() throws IOException {
        channel.close();
    }

    /** A part of a line as text. */
    public static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.US_ASCII);
    }

    /** Whether the line has this at that place. */
    public static boolean has(byte[] wanted, byte[] bytes, int offset, int end) {
        if (end - offset < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[offset + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
