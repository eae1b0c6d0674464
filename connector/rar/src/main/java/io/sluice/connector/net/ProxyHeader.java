package io.sluice.connector.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the PROXY header (version 1 or 2) of a connection from a trusted proxy: whom it speaks for. It has to come first
 * and at once; a connection without one is closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a close shows in the channel's own events
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private static final long LIMIT_MILLIS = 5_000;

    private final InetSocketAddress proxy;
    private final Consumer<InetSocketAddress> next;
    private boolean read;

    /** @param next told of whoever is behind the proxy; the proxy itself where that is not said, as in its own checks */
    ProxyHeader(InetSocketAddress proxy, Consumer<InetSocketAddress> next) {
        this.proxy = proxy;
        this.next = next;
    }

    /** What has to stand before it. */
    static HAProxyMessageDecoder decoder() {
        return new HAProxyMessageDecoder();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (!read) {
                                context.close();
                            }
                        },
                        LIMIT_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) throws UnknownHostException {
        read = true;
        String source = header.sourceAddress();
        boolean isAddress =
                source != null && (NetUtil.isValidIpV4Address(source) || NetUtil.isValidIpV6Address(source));
        // Written as an address, so that nothing is looked up.
        next.accept(isAddress ? new InetSocketAddress(InetAddress.getByName(source), header.sourcePort()) : proxy);
        context.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Not a header: whoever that is, it is not the proxy that was listed.
        context.close();
    }
}
