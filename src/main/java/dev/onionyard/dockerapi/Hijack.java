package dev.onionyard.dockerapi;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that has left HTTP (`101 UPGRADED`) and carries raw bytes both ways, for attach and exec.
///
/// Tomcat calls [#init] on the connector's thread after the 101 is on the wire, and closes the socket when it returns.
/// A reader thread that still waits for the client then is woken by [#destroy].
///
/// Public because Tomcat makes the instance.
public final class Hijack implements HttpUpgradeHandler {

    private static final Logger log = LoggerFactory.getLogger(Hijack.class);
    private static final int WAKE_ATTEMPTS = 100;
    private static final long WAKE_PAUSE_MILLIS = 10;

    /// What is done with the connection.
    interface Session {
        void run(InputStream fromClient, OutputStream toClient, Hijack hijack) throws Exception;
    }

    private volatile @Nullable Session session;
    private volatile @Nullable Thread reader;

    void session(Session newSession) {
        session = newSession;
    }

    /// Starts the thread that reads from the client.
    void read(Runnable work) {
        reader = Thread.ofPlatform().name("hijack-reader").daemon().start(work);
    }

    @Override
    public void init(WebConnection connection) {
        try (connection) {
            Objects.requireNonNull(session)
                    .run(new HalfCloseInput(connection.getInputStream()), connection.getOutputStream(), this);
        } catch (Exception e) {
            log.debug("A hijacked connection ended", e);
        }
    }

    /// Interrupting makes a thread that is blocked in Tomcat's read look at its channel again, which is closed by now;
    /// one interrupt may come too early.
    @Override
    public void destroy() {
        Thread waiting = reader;
        if (waiting != null) {
            Thread.ofPlatform().name("hijack-end").daemon().start(() -> wake(waiting));
        }
    }

    private static void wake(Thread waiting) {
        try {
            for (int i = 0; i < WAKE_ATTEMPTS && waiting.isAlive(); i++) {
                waiting.join(WAKE_PAUSE_MILLIS);
                waiting.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tomcat tells a client's half-close by an exception; a stream tells it by -1.
    private static final class HalfCloseInput extends FilterInputStream {

        /// How its message names the end of one side of a TLS connection (RFC 8446, 6.1), in every language.
        private static final String TLS_CLOSED = "[" + SSLEngineResult.Status.CLOSED + "]";

        HalfCloseInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                return endOr(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                return endOr(e);
            }
        }

        private static int endOr(IOException e) throws IOException {
            if (e instanceof EOFException || String.valueOf(e.getMessage()).contains(TLS_CLOSED)) {
                return -1;
            }
            throw e;
        }
    }
}
