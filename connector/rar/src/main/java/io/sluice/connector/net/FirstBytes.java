package io.sluice.connector.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;

/**
 * Looks at the first bytes on a port without TLS. Who speaks TLS or HTTP there is told so in its own protocol, at once,
 * instead of waiting for a line feed that may never come.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write or a close shows in the channel's own events
final class FirstBytes extends ChannelInboundHandlerAdapter {
    /** Type of the record that a TLS connection begins with. */
    private static final byte HANDSHAKE = 0x16;
    /** A fatal alert, handshake_failure: what a TLS client takes for a clear no. */
    private static final byte[] ALERT = {0x15, 0x03, 0x03, 0, 2, 2, 40};

    private static final List<String> HTTP =
            List.of("GET ", "POST", "HEAD", "PUT ", "OPTI", "CONN", "DELE", "PATC", "PRI ");
    private static final byte[] NOT_HTTP = notHttp();

    private boolean over;

    private static byte[] notHttp() {
        String words = "This port speaks Stratum, not HTTP; the console is at another port.\n";
        return ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: " + words.length()
                        + "\r\nConnection: close\r\n\r\n" + words)
                .getBytes(US_ASCII);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            byte[] answer = over ? null : answerTo(bytes);
            if (over || answer != null) {
                bytes.release();
                if (!over) {
                    over = true;
                    context.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener(ChannelFutureListener.CLOSE);
                }
                return;
            }
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    /** What to tell who speaks something else; null for what may be Stratum. */
    private static byte[] answerTo(ByteBuf bytes) {
        if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
            return ALERT;
        }
        String begin = bytes.toString(bytes.readerIndex(), Math.min(4, bytes.readableBytes()), US_ASCII);
        return HTTP.contains(begin) ? NOT_HTTP : null;
    }
}
