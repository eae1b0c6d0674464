package io.sluice.connector.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.sluice.stratum.relay.Line;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A connection as lines of bytes. Lines are bounded in length and the write queue in size: who sends an endless line, or
 * does not read, is dropped.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write or a close shows in the channel's own events
final class NettyLine extends SimpleChannelInboundHandler<ByteBuf> implements Line {
    private static final System.Logger LOG = System.getLogger(NettyLine.class.getName());

    private static final long CLOSE_LIMIT_MILLIS = 2_000;

    private final Channel channel;
    private final String remoteAddress;
    private final Turn turn;
    private final Function<Line, Listener> owner;
    private final byte[] buffer;
    private Listener listener;
    private boolean sendDue;
    private boolean closeDue;
    private String reason = "the other side closed the connection";

    private NettyLine(Channel channel, Turn turn, int lineLimit, SocketAddress remote, Function<Line, Listener> owner) {
        this.channel = channel;
        this.turn = turn;
        // Once: every second somebody asks for that of each machine.
        this.remoteAddress = remote instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : String.valueOf(remote);
        this.owner = owner;
        this.buffer = LineBuffers.ofThisThread(lineLimit);
    }

    /**
     * Makes a channel a line; the owner is asked for its listener when the channel is active.
     *
     * @param remote who is at the other end, also behind a proxy
     */
    static void install(
            Channel channel, Turn turn, int lineLimit, SocketAddress remote, Function<Line, Listener> owner) {
        channel.pipeline()
                .addLast(new LineBasedFrameDecoder(lineLimit, true, true))
                .addLast(new NettyLine(channel, turn, lineLimit, remote, owner));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (channel.isActive()) {
            begin();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        begin();
    }

    private void begin() {
        if (listener == null) {
            listener = owner.apply(this);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
        if (closeDue) {
            return;
        }
        int length = line.readableBytes();
        line.readBytes(buffer, 0, length);
        listener.received(buffer, 0, length);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!channel.isWritable()) {
            reason = "it does not read what it is sent";
            // What is queued would only wait with the rest.
            channel.close();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            reason = "it sent a line of more than " + buffer.length + " bytes";
            if (listener != null) {
                listener.misused(reason);
            }
        } else if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            reason = "the connection broke: " + cause.getMessage();
        } else {
            reason = "an error of ours: " + cause;
            LOG.log(Level.ERROR, "A line from " + remoteAddress() + " could not be handled; it is closed", cause);
        }
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (listener != null) {
            listener.closed(reason);
        }
    }

    @Override
    public void write(byte[] bytes) {
        channel.write(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
    }

    @Override
    public void flush() {
        turn.send(this);
    }

    /** Whether nothing was to be sent since the last time it was. */
    boolean isFirstOfTurn() {
        boolean first = !sendDue;
        sendDue = true;
        return first;
    }

    /** At the end of a turn. */
    void send() {
        sendDue = false;
        if (closeDue) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            // Who does not read would otherwise keep the connection open for ever.
            channel.eventLoop().schedule(() -> channel.close(), CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            channel.flush();
        }
    }

    @Override
    public void close(String why) {
        reason = why;
        closeDue = true;
        LineBasedFrameDecoder lines = channel.pipeline().get(LineBasedFrameDecoder.class);
        if (lines != null) {
            // What it sent besides is not even taken apart any more.
            channel.pipeline().remove(lines);
        }
        turn.send(this);
    }

    @Override
    public void slow(long millis) {
        channel.config().setAutoRead(false);
        channel.eventLoop().schedule(() -> channel.config().setAutoRead(true), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }
}
