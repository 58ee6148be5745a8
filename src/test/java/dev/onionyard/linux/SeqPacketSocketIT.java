package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeqPacketSocketIT {

    /// Echoes each packet in brackets; after the other side's shutdown sends `end`.
    private static final String ECHO_SERVER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            import os
            os.chdir(os.path.dirname(sys.argv[1]))
            s.bind(os.path.basename(sys.argv[1]))
            s.listen(1)
            print("ready", flush=True)
            c, _ = s.accept()
            while True:
                packet = c.recv(65536)
                if not packet:
                    c.send(b"end")
                    break
                c.send(b"[" + packet + b"]")
            """;

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(ints = {1, 150})
    void keepsPacketsApart(int nameLength) throws IOException {
        Path path = temp.resolve("d".repeat(nameLength)).resolve("socket");
        Process server = serve(path);
        try (var socket = SeqPacketSocket.connect(path)) {
            byte[] packet = new byte[100];
            assertThat(socket.send(bytes("xonex"), 1, 3)).isTrue();
            assertThat(socket.send(bytes("two"), 0, 3)).isTrue();
            assertThat(new String(packet, 0, socket.receive(packet), StandardCharsets.UTF_8))
                    .isEqualTo("[one]");
            assertThat(new String(packet, 0, socket.receive(packet), StandardCharsets.UTF_8))
                    .isEqualTo("[two]");
            socket.shutdownOutput();
            assertThat(new String(packet, 0, socket.receive(packet), StandardCharsets.UTF_8))
                    .isEqualTo("end");
            assertThat(socket.receive(packet)).isEqualTo(-1);
            assertThat(socket.send(bytes("late"), 0, 4)).isFalse();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void closeWakesAReader() throws Exception {
        Process server = serve(temp.resolve("socket"));
        var socket = SeqPacketSocket.connect(temp.resolve("socket"));
        try {
            var reading = new CompletableFuture<Integer>();
            Thread reader = Thread.ofPlatform().start(() -> reading.complete(socket.receive(new byte[10])));
            awaitBlocked(reader);
            socket.close();
            assertThat(reading.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(socket.receive(new byte[1])).isEqualTo(-1);
            socket.close();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void saysThatNobodyListens() {
        assertThatThrownBy(() -> SeqPacketSocket.connect(temp.resolve("nothing")))
                .isInstanceOf(NotFoundException.class);
    }

    /// A thread in a native call counts as runnable, so ask the kernel what its thread waits for.
    private static void awaitBlocked(Thread reader) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < deadline) {
            try (var tasks = Files.list(Path.of("/proc/self/task"))) {
                if (reader.isAlive() && tasks.anyMatch(SeqPacketSocketIT::waitsInReceive)) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the reader never waited");
    }

    private static boolean waitsInReceive(Path task) {
        try {
            return Files.readString(task.resolve("syscall")).startsWith(SystemCall.RECVFROM.number + " ");
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Process serve(Path socket) throws IOException {
        Files.createDirectories(socket.getParent());
        Process process = new ProcessBuilder("python3", "-c", ECHO_SERVER, socket.toString()).start();
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }
}
