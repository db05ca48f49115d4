package dev.facet.app.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A raw connection, which can also send malformed requests. */
final class RawHttp implements AutoCloseable {
    private final Socket socket = new Socket();

    RawHttp(int port) throws IOException {
        this(port, 0);
    }

    /** With a receive buffer of this many bytes; 0 for the default. */
    RawHttp(int port, int room) throws IOException {
        if (room > 0) {
            socket.setReceiveBufferSize(room);
        }
        socket.connect(new InetSocketAddress("127.0.0.1", port), 20_000);
    }

    RawHttp send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Everything received until the other side closes or the time is over. */
    String answer(Duration patience) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long end = System.nanoTime() + patience.toNanos();
        InputStream in = socket.getInputStream();
        try {
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                socket.setSoTimeout((int) left);
                byte[] some = new byte[8192];
                int count = in.read(some);
                if (count < 0) {
                    break;
                }
                all.write(some, 0, count);
            }
        } catch (SocketTimeoutException | SocketException over) {
            // everything received so far is the answer
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** The first bytes received, such as the status and the headers. */
    String start() throws IOException {
        socket.setSoTimeout(20_000);
        byte[] some = new byte[8192];
        int count = socket.getInputStream().read(some);
        return new String(some, 0, Math.max(0, count), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
