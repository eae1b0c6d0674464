package io.sluice.connector.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.sluice.api.PoolAddress;
import io.sluice.stratum.relay.Line;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Opens lines to pools: name, connection, and for TLS the handshake with the certificate verified against the name. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a close shows in the channel's own events
final class PoolDialler {
    /** Longest line taken from a pool, in bytes. */
    static final int POOL_LINE_LIMIT = 64 * 1024;

    private static final int CONNECT_LIMIT_MILLIS = 3_000;
    private static final int HANDSHAKE_LIMIT_MILLIS = 3_000;
    private static final WriteBufferWaterMark WRITE_LIMIT = new WriteBufferWaterMark(512 * 1024, 2 * 1024 * 1024);

    private final Executor resolver;
    private final Class<? extends Channel> channelType;
    private final PoolPlaces places;
    private SslContext trusting;

    PoolDialler(Executor resolver, Class<? extends Channel> channelType, PoolPlaces places) {
        this.resolver = resolver;
        this.channelType = channelType;
        this.places = places;
    }

    void dial(EventLoop loop, Turn turn, PoolAddress address, Line.Opening opening) {
        try {
            resolver.execute(() -> {
                try {
                    InetAddress host = InetAddress.getByName(address.host());
                    Optional<String> refusal = places.refusal(address.host(), host);
                    if (refusal.isPresent()) {
                        loop.execute(() -> opening.failed(refusal.get()));
                        return;
                    }
                    SslContext tls = address.tls() ? trusting(address) : null;
                    loop.execute(() ->
                            connect(loop, turn, address, tls, new InetSocketAddress(host, address.port()), opening));
                } catch (UnknownHostException e) {
                    loop.execute(() -> opening.failed("the host " + address.host() + " is not known"));
                } catch (SSLException e) {
                    loop.execute(() -> opening.failed("TLS is not available: " + e.getMessage()));
                }
            });
        } catch (RejectedExecutionException e) {
            opening.failed("Sluice is stopping");
        }
    }

    /** Made once, on the resolver's threads: it reads the trust store. For a pin nothing is read, and it is made anew. */
    private synchronized SslContext trusting(PoolAddress address) throws SSLException {
        if (address.pin().isPresent()) {
            return SslContextBuilder.forClient()
                    .protocols(MachineTls.PROTOCOLS)
                    .trustManager(new PinnedCertificate(address.pin().get()))
                    .build();
        }
        if (trusting == null) {
            trusting = SslContextBuilder.forClient()
                    .protocols(MachineTls.PROTOCOLS)
                    .build();
        }
        return trusting;
    }

    private void connect(
            EventLoop loop,
            Turn turn,
            PoolAddress address,
            SslContext tls,
            InetSocketAddress to,
            Line.Opening opening) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_LIMIT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_LIMIT)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(verifying(tls, channel, address), new Shaking());
                        }
                    }
                });
        bootstrap.connect(to).addListener(connected -> {
            if (!connected.isSuccess()) {
                opening.failed(words(connected.cause()));
                return;
            }
            Channel channel = ((ChannelFuture) connected).channel();
            if (tls == null) {
                open(channel, turn, opening);
                return;
            }
            channel.pipeline().get(SslHandler.class).handshakeFuture().addListener(shaken -> {
                if (shaken.isSuccess()) {
                    channel.pipeline().remove(Shaking.class);
                    open(channel, turn, opening);
                } else {
                    channel.close();
                    opening.failed("TLS failed: " + words(shaken.cause()));
                }
            });
        });
    }

    private static void open(Channel channel, Turn turn, Line.Opening opening) {
        NettyLine.install(channel, turn, POOL_LINE_LIMIT, channel.remoteAddress(), opening::opened);
    }

    /** Until the handshake is done; why it failed is told by its future. */
    private static final class Shaking extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static SslHandler verifying(SslContext tls, Channel channel, PoolAddress address) {
        SslHandler handler = tls.newHandler(channel.alloc(), address.host(), address.port());
        // A pinned certificate is known by itself, whatever names it has.
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(address.pin().isPresent() ? null : "HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_LIMIT_MILLIS);
        return handler;
    }

    private static String words(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no answer within " + CONNECT_LIMIT_MILLIS / 1_000 + " s";
        }
        if (cause instanceof NoRouteToHostException) {
            return "no route to the host";
        }
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
