package io.sluice.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A connection of the load, on one thread: lines in, bytes out. What was read is handled where it lies, and everything
 * that is written meanwhile leaves in one piece.
 */
abstract class Lines {
    private static final int IN_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final byte[] in = new byte[IN_BYTES];
    private final ByteBuffer inBuffer = ByteBuffer.wrap(in);
    private final ByteBuffer out;
    private SelectionKey key;

    /** @param outBytes that may wait to be written, at most */
    Lines(SocketChannel channel, int outBytes) {
        this.channel = channel;
        this.out = ByteBuffer.allocate(outBytes);
    }

    void registered(SelectionKey registered) {
        key = registered;
    }

    /** Handles one line, without its line feed. */
    abstract void line(byte[] bytes, int offset, int length) throws IOException;

    /** All lines that have come were handled. */
    abstract void linesHandled();

    /** The selector found it ready; returns whether it is still open. */
    final boolean ready() throws IOException {
        if (key.isWritable() && !flush()) {
            return true;
        }
        // Who leaves answers unread gets no more of them.
        return !key.isReadable() || read();
    }

    private boolean read() throws IOException {
        int count = channel.read(inBuffer);
        if (count < 0) {
            key.cancel();
            channel.close();
            return false;
        }
        int end = inBuffer.position();
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
        inBuffer.flip().position(begin);
        inBuffer.compact();
        linesHandled();
        flush();
        return true;
    }

    final void write(String line) {
        write(line.getBytes(StandardCharsets.US_ASCII), 0, line.length());
    }

    final void write(byte[] bytes, int offset, int length) {
        out.put(bytes, offset, length);
    }

    /** Writes what waits; returns whether nothing waits any more. */
    final boolean flush() throws IOException {
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

    final void close() throws IOException {
        channel.close();
    }

    static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.US_ASCII);
    }

    /** Whether the line has this at that place. */
    static boolean has(byte[] wanted, byte[] bytes, int offset, int end) {
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
