package io.sluice.connector.net;

import io.netty.util.concurrent.FastThreadLocal;

/** One buffer for each loop that lines are handed over in: a line is handled before the next is read. */
final class LineBuffers {
    private static final FastThreadLocal<byte[]> MACHINE = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[EventLoops.MACHINE_LINE_LIMIT];
        }
    };
    private static final FastThreadLocal<byte[]> POOL = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[PoolDialler.POOL_LINE_LIMIT];
        }
    };

    private LineBuffers() {}

    static byte[] ofThisThread(int lineLimit) {
        return lineLimit == EventLoops.MACHINE_LINE_LIMIT ? MACHINE.get() : POOL.get();
    }
}
