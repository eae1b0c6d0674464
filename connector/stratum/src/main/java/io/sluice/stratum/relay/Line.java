package io.sluice.stratum.relay;

/** A connection to a machine or a pool. Used on the loop that owns it, and nowhere else. */
public interface Line {
    /** Takes whole lines for sending; the bytes must not change afterwards, and may be shared between lines. */
    void write(byte[] bytes);

    /** Sends what was written since the last flush, once all that its loop has to do before is done. */
    void flush();

    /** Sends what was written and closes; {@link Listener#closed} follows. May be called twice. */
    void close(String reason);

    /** Reads nothing from the other side for so long; what was read already still comes. */
    void slow(long millis);

    /** Address and port of the other side. */
    String remoteAddress();

    /** What a line tells its owner, on the owner's loop. */
    interface Listener {
        /** One line, without its end. The bytes are valid during the call only. */
        void received(byte[] buffer, int offset, int length);

        /**
         * The other side did what nobody does by mistake, such as a line without end; the line is about to be closed. Not told
         * to who does not care.
         */
        default void misused(String reason) {}

        /** The line is gone. Called once; nothing is received afterwards. */
        void closed(String reason);
    }

    /** What comes of an attempt to open a line, on the loop that asked; one of the two is called, once. */
    interface Opening {
        /** The line is open; the listener returned gets what it says. */
        Listener opened(Line line);

        /** There is no line, for this reason. */
        void failed(String reason);
    }
}
