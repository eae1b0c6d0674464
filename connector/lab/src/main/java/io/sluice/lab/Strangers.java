package io.sluice.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Those who come to a port for machines and do not want to work: what is met on open ports, and what somebody would try who
 * knows the protocol. They come from this machine's own address, as honest machines do. Not thread-safe.
 */
public final class Strangers implements AutoCloseable {
    private static final String SUBSCRIBE = "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\n";
    /** In milliseconds; who says nothing for so long has nothing more to say. */
    private static final int PATIENCE = 200;
    /** For what has to come. */
    private static final int LONG_PATIENCE = 30_000;
    /** Bytes that the system keeps for a stranger that does not read. */
    private static final int SMALL_BUFFER = 4 * 1024;

    private final int port;
    private final List<Socket> open = new ArrayList<>();

    /** @param port on loopback */
    public Strangers(int port) {
        this.port = port;
    }

    /** 23 things that no machine says. */
    public static List<byte[]> payloads() {
        List<String> all = List.of(
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\u0000".repeat(4_096),
                "\u00ff\u00fe\u00fd\n\u0080\u0081\n",
                "x".repeat(100_000),
                "\n".repeat(50_000),
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[" + "[".repeat(5_000) + "\n",
                "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000) + "\n",
                "{\"id\":" + "9".repeat(5_000) + ",\"method\":\"mining.subscribe\",\"params\":[]}\n",
                "{\"id\":1,\"method\":\"" + "m".repeat(7_000) + "\",\"params\":[]}\n",
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[" + "0,".repeat(3_000) + "0]}\n",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + "u".repeat(6_000) + "\",\"x\"]}\n",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"a\\u0000\\nb\",\"x\"]}\n",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"m0\",\"x\"]}\n".repeat(500),
                SUBSCRIBE.repeat(500),
                "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"m0\",\"1\",\"00000000\",\"0\",\"0\"]}\n"
                        .repeat(500),
                SUBSCRIBE + "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"m0\",null,{},[],true]}\n",
                SUBSCRIBE + "{\"id\":2,\"method\":\"mining.suggest_difficulty\",\"params\":[1e999999999]}\n",
                SUBSCRIBE + "{\"id\":2,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                        + "{\"version-rolling.mask\":\"zzzzzzzz\"}]}\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 51234 3333\r\n" + SUBSCRIBE,
                "{\"id\":1,\"id\":2,\"method\":null,\"method\":\"\",\"params\":{},\"result\":[{}]}\n".repeat(30));
        return all.stream().map(text -> text.getBytes(ISO_8859_1)).toList();
    }

    /** Each payload over a connection of its own, all at once; then they go. */
    public void round() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (byte[] payload : payloads()) {
                Socket socket = connect();
                sockets.add(socket);
                send(socket, payload);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Connections that begin a line and never end it. They stay until {@link #leave}. */
    public void halfOpen(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = connect();
            open.add(socket);
            send(socket, "{\"id\":1,\"method\":\"mining.subscr".getBytes(US_ASCII));
        }
    }

    /** How many of those that stay were closed by the other side. */
    public int closed() {
        return (int) open.stream().filter(Strangers::isOver).count();
    }

    /** Connections that come and go without a word. */
    public void comeAndGo(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect().close();
        }
    }

    /** A machine that logs in and reads nothing from then on. It stays until {@link #leave}. */
    public void slowReader(String name) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        open.add(socket);
        send(socket, login(name));
    }

    /**
     * A machine that logs in and sends shares of no job, as fast as they are taken, until all are sent or it is dropped.
     *
     * @return whether it was let in
     */
    public boolean badShares(String name, int count) throws IOException {
        byte[] shares = ("{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"" + name
                        + "\",\"1\",\"00000000\",\"00000000\",\"00000000\"]}\n")
                .repeat(count)
                .getBytes(US_ASCII);
        try (Socket socket = connect()) {
            send(socket, login(name));
            boolean admitted = isAdmitted(socket);
            if (admitted) {
                send(socket, shares);
                // It reads what it is told; else it would be dropped for that.
                hear(socket, Duration.ofSeconds(20));
            }
            return admitted;
        }
    }

    /**
     * A machine that asks for the lowest difficulty there is and sends shares of it, each hash being one, as fast as they are
     * taken, until all are sent or it is dropped.
     *
     * @return whether it was let in
     */
    public boolean easyShares(String name, int count) throws IOException {
        try (Socket socket = connect()) {
            send(
                    socket,
                    "{\"id\":3,\"method\":\"mining.suggest_difficulty\",\"params\":[0.000000000001]}\n"
                            .getBytes(US_ASCII));
            send(socket, login(name));
            socket.setSoTimeout(LONG_PATIENCE);
            boolean admitted = false;
            int extranonce2Size = 4;
            for (String line = line(socket); line != null; line = line(socket)) {
                if (line.contains("\"id\":1,")) {
                    extranonce2Size = Integer.parseInt(line.replaceFirst("(?s).*,(\\d+)],\"error.*", "$1"));
                } else if (line.contains("\"id\":2,")) {
                    admitted = line.contains("\"result\":true");
                } else if (line.contains("mining.notify")) {
                    send(socket, easyShares(name, line.split("\""), extranonce2Size, count));
                    hear(socket, Duration.ofSeconds(5));
                    return admitted;
                }
            }
            return admitted;
        }
    }

    /** @param notify a line with a job, in parts that quotes divide */
    private static byte[] easyShares(String name, String[] notify, int extranonce2Size, int count) {
        List<String> texts = Arrays.asList(notify);
        String job = texts.get(texts.indexOf("params") + 2);
        String ntime = notify[notify.length - 2];
        var shares = new StringBuilder();
        for (int nonce = 0; nonce < count; nonce++) {
            shares.append("{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"")
                    .append(name)
                    .append("\",\"")
                    .append(job)
                    .append("\",\"")
                    .append("00".repeat(extranonce2Size))
                    .append("\",\"")
                    .append(ntime)
                    .append("\",\"")
                    .append(String.format("%08x", nonce))
                    .append("\"]}\n");
        }
        return shares.toString().getBytes(US_ASCII);
    }

    /** A machine that has much to agree on, each time of which it is due its job again, and says nothing at all besides. */
    public void againAndAgain(String name) throws IOException {
        try (Socket socket = connect()) {
            send(socket, login(name));
            if (isAdmitted(socket)) {
                String again =
                        SUBSCRIBE + "{\"id\":5,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                                + "{\"version-rolling.mask\":\"1fffe000\"}]}\n";
                send(socket, (again.repeat(25) + "\n".repeat(50_000)).getBytes(US_ASCII));
                hear(socket, Duration.ofSeconds(1));
            }
        }
    }

    /** The next line; null at the end. */
    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int read = socket.getInputStream().read();
                read >= 0;
                read = socket.getInputStream().read()) {
            if (read == '\n') {
                return line.toString();
            }
            line.append((char) read);
        }
        return null;
    }

    private static byte[] login(String name) {
        return (SUBSCRIBE + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + name + "\",\"x\"]}\n")
                .getBytes(US_ASCII);
    }

    /** Waits for the answer to the login. */
    private static boolean isAdmitted(Socket socket) throws IOException {
        socket.setSoTimeout(LONG_PATIENCE);
        for (String line = line(socket); line != null; line = line(socket)) {
            if (line.contains("\"id\":2,")) {
                return line.contains("\"result\":true");
            }
        }
        return false;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    /** Sends as much as is taken; who is closed while sending has what it came for. */
    private static void send(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException closed) {
            // That is an answer, too.
        }
    }

    /** Reads until the other side closes, at most so long. */
    private static void hear(Socket socket, Duration most) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long end = System.nanoTime() + most.toNanos();
        socket.setSoTimeout(PATIENCE);
        while (System.nanoTime() < end) {
            try {
                if (socket.getInputStream().read(buffer) < 0) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // It may say more.
            } catch (SocketException closed) {
                return;
            }
        }
    }

    private static boolean isOver(Socket socket) {
        try {
            socket.setSoTimeout(1);
            byte[] buffer = new byte[4 * 1024];
            while (socket.getInputStream().read(buffer) >= 0) {
                // It is told something, so it is heard.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** All that stayed go. */
    public void leave() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        leave();
    }
}
