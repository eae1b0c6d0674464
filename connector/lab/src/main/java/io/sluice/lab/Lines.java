package io.sluice.lab;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** What both sides' connections have in common: lines in, of at most 64 KiB, as arrays of bytes. */
abstract class Lines extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int LONGEST = 65_536;

    /** Puts this at the end of a connection's pipeline. */
    final void attachTo(ChannelPipeline pipeline) {
        pipeline.addLast(new LineBasedFrameDecoder(LONGEST), this);
    }

    abstract void line(byte[] line);

    @Override
    protected final void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        byte[] line = new byte[frame.readableBytes()];
        frame.readBytes(line);
        line(line);
    }

    static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
