package dev.onionyard.linux;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A network namespace that lives as long as a file it is bound to, not as long as a process in it.
///
/// A namespace belongs to a thread on Linux, so work inside one is done on a thread that is thrown away
/// afterwards. Threads inherit it, so nothing may be done there that makes lasting ones: start programs with
/// [#command] instead, or the JDK's process reaper keeps the namespace alive.
public final class NetworkNamespace {

    private static final long CLONE_NEWNET = 0x40000000;
    private static final Path OF_THIS_THREAD = Path.of("/proc/thread-self/ns/net");

    private final Path file;

    private NetworkNamespace(Path file) {
        this.file = file;
    }

    /// The namespace bound to an existing file.
    public static NetworkNamespace at(Path file) {
        return new NetworkNamespace(file);
    }

    /// Makes a namespace and binds it to `file`. What was bound there is gone.
    public static NetworkNamespace create(Path file) {
        create(file, () -> true);
        return new NetworkNamespace(file);
    }

    /// As [#create(Path)], and runs work inside the new namespace. Sockets that it opens stay in the namespace.
    public static <T> T create(Path file, Supplier<T> inside) {
        remove(file);
        return Threads.call("netns", () -> {
            createFile(file);
            try (var scratch = new Scratch()) {
                check("make a network namespace at", file, scratch.call(SystemCall.UNSHARE, CLONE_NEWNET));
            }
            Mounts.bind(OF_THIS_THREAD, file, false);
            return inside.get();
        });
    }

    /// Binds the namespace of a running process to `file`, so that it can be entered and outlives the process.
    public static NetworkNamespace adopt(long pid, Path file) {
        remove(file);
        createFile(file);
        Mounts.bind(Path.of("/proc/" + pid + "/ns/net"), file, false);
        return new NetworkNamespace(file);
    }

    /// Removes the file; the namespace ends with the last process in it. Does nothing if there is none.
    public static void remove(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        while (Mounts.unmount(file)) {
            // One file may have been bound several times by a server that crashed.
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UnavailableException("cannot remove \"" + file + "\": " + e.getMessage(), e);
        }
    }

    public Path file() {
        return file;
    }

    /// A program that runs inside the namespace.
    public ChildProcess command(String... argv) {
        return ChildProcess.of(Stream.concat(Stream.of("nsenter", "--net=" + file), Stream.of(argv))
                .toList());
    }

    /// Runs work inside the namespace and waits for it. Sockets that it opens stay in the namespace.
    public void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    /// As [#run], with a result.
    public <T> T call(Supplier<T> work) {
        return Threads.call("netns", () -> {
            try (var scratch = new Scratch()) {
                long flags = Flags.O_RDONLY | Flags.O_CLOEXEC;
                long fd = scratch.call(SystemCall.OPENAT, Flags.AT_FDCWD, scratch.path(file.toString()), flags);
                check("open network namespace", file, fd);
                long result = scratch.call(SystemCall.SETNS, fd, CLONE_NEWNET);
                scratch.close(fd);
                check("enter network namespace", file, result);
            }
            return work.get();
        });
    }

    private static void createFile(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UnavailableException("cannot create \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private static void check(String action, Path file, long result) {
        if (result < 0) {
            EngineException failure = KernelException.unavailable(action, file.toString(), result);
            throw failure;
        }
    }
}
