package io.sluice.connector.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.Loop;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The event loops of a field and the ports that machines connect to: native epoll where there is one, NIO elsewhere. The
 * loops share nothing; a machine stays on the loop that accepted it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a close shows in the channel's own events
public final class EventLoops implements AutoCloseable {
    /** Longest line taken from a machine, in bytes. */
    static final int MACHINE_LINE_LIMIT = 8 * 1024;

    private static final int BACKLOG = 4_096;
    /** A notify has 1 to 4 KiB: a machine that leaves this much unread has not read for minutes. */
    private static final WriteBufferWaterMark MACHINE_WRITE_LIMIT = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    /** Bytes that the system keeps for a machine that does not read, before we do; it takes twice as many. */
    private static final int MACHINE_SEND_BUFFER = 64 * 1024;

    private static final long STOP_LIMIT_SECONDS = 5;

    static {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            // Netty takes a stack trace of some buffers to tell who lost them: a fiftieth of the loops' time.
            // HostileIT has it look at each one.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private final EventLoopGroup group;
    private final ExecutorService resolver;
    private final List<NettyLoop> loops = new ArrayList<>();
    private final Map<EventExecutor, Integer> numbers = new HashMap<>();
    private final List<Channel> ports = new ArrayList<>();
    private final boolean epoll;
    private final Door door;

    /**
     * @param count of loops, one thread each
     * @param places where pools may be
     * @param door who may connect
     * @param clock the wall clock
     */
    public EventLoops(int count, PoolPlaces places, Door door, InstantSource clock) {
        this.door = door;
        epoll = Epoll.isAvailable();
        DefaultThreadFactory threads = new DefaultThreadFactory("sluice-loop", true);
        group = epoll ? new EpollEventLoopGroup(count, threads) : new NioEventLoopGroup(count, threads);
        // Looking up a name waits, and must not do so on a loop.
        resolver = Executors.newCachedThreadPool(new DefaultThreadFactory("sluice-names", true));
        PoolDialler dialler =
                new PoolDialler(resolver, epoll ? EpollSocketChannel.class : NioSocketChannel.class, places);
        for (EventExecutor executor : group) {
            numbers.put(executor, loops.size());
            loops.add(new NettyLoop((EventLoop) executor, dialler, clock));
        }
    }

    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    /**
     * Opens a port for machines.
     *
     * @param port 0: the system chooses
     * @param tls what each new connection is made with; empty for plain connections
     * @return the port that was opened
     * @throws PortTakenException when it cannot be opened
     */
    public int listen(String bind, int port, Optional<? extends Supplier<SslContext>> tls, Field field) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.SO_SNDBUF, MACHINE_SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MACHINE_WRITE_LIMIT)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        InetSocketAddress remote = channel.remoteAddress();
                        if (remote == null) {
                            // It went before it was let in.
                            channel.close();
                        } else if (door.isProxy(remote.getAddress())) {
                            channel.pipeline()
                                    .addLast(ProxyHeader.decoder())
                                    .addLast(new ProxyHeader(remote, source -> letIn(channel, source, tls, field)));
                        } else {
                            letIn(channel, remote, tls, field);
                        }
                    }
                });
        try {
            Channel listening =
                    bootstrap.bind(new InetSocketAddress(bind, port)).sync().channel();
            ports.add(listening);
            return ((InetSocketAddress) listening.localAddress()).getPort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortTakenException(bind, port, e);
        } catch (Exception e) {
            throw new PortTakenException(bind, port, e);
        }
    }

    /** A machine at the door; its pipeline is made, or its connection is closed. */
    private void letIn(
            SocketChannel channel,
            InetSocketAddress source,
            Optional<? extends Supplier<SslContext>> tls,
            Field field) {
        Optional<String> refusal = door.enter(source.getAddress());
        if (refusal.isPresent()) {
            field.warn(
                    "Connections from " + source.getAddress().getHostAddress() + " are turned away: " + refusal.get());
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> door.leave(source.getAddress()));
        if (tls.isPresent()) {
            channel.pipeline().addLast(tls.get().get().newHandler(channel.alloc()));
        } else {
            channel.pipeline().addLast(new FirstBytes());
        }
        int loop = numbers.get(channel.eventLoop());
        NettyLine.install(
                channel, loops.get(loop).turn(), MACHINE_LINE_LIMIT, source, line -> field.machine(loop, line));
    }

    private Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Takes no more connections; those that are open stay. */
    public void stopListening() {
        ports.forEach(port -> port.close().syncUninterruptibly());
        ports.clear();
    }

    @Override
    public void close() {
        stopListening();
        resolver.shutdownNow();
        group.shutdownGracefully(0, STOP_LIMIT_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
