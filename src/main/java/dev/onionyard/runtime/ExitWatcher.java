package dev.onionyard.runtime;

import dev.onionyard.home.HomeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Notices within milliseconds that a container has ended: conmon then renames a file with the exit code into
/// one directory, which is watched by inotify. The file stays until [#forget], so an exit that nobody was there
/// to see is found later.
@Component
public class ExitWatcher implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ExitWatcher.class);

    /// conmon writes to `<id>.XXXXXX` first.
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    /// 128 + SIGKILL.
    private static final int KILLED = 137;

    /// Hears of exits, each on a thread of its own. May hear of one exit twice.
    public interface Listener {
        void exited(String id, int code);
    }

    private final HomeDirectory home;
    private final DirectoryWatcher watcher;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("exit-", 0).factory());
    private final Map<String, ProcessHandle> monitors = new ConcurrentHashMap<>();
    private DirectoryWatcher.@Nullable Watch watch;
    private volatile @Nullable Listener listener;

    ExitWatcher(HomeDirectory home, DirectoryWatcher watcher) {
        this.home = home;
        this.watcher = watcher;
    }

    /// Starts watching. Exits that are there already are not reported; ask [#find] for them.
    public synchronized void watch(Listener listener) {
        this.listener = listener;
        watch = watcher.watch(directory(), name -> {
            if (name == null) {
                reportAll(listener);
            } else {
                report(name, listener);
            }
        });
    }

    /// Watches a container's conmon too: one that is killed leaves no code, and its container counts as killed.
    ///
    /// @param monitor the conmon of the container's present run
    void watchMonitor(String id, ProcessHandle monitor) {
        monitors.put(id, monitor);
        var unused = monitor.onExit().thenRunAsync(() -> monitorEnded(id, monitor), threads);
    }

    /// As [#watchMonitor(String, ProcessHandle)], for a container that an earlier server started.
    ///
    /// @param pid of the container's first process, whose parent is its conmon
    public void watchMonitor(String id, int pid) {
        ProcessHandle.of(pid).flatMap(ProcessHandle::parent).ifPresent(monitor -> watchMonitor(id, monitor));
    }

    /// conmon writes the code before it ends, and [#forget] takes the monitor of a run that was dealt with off
    /// the list.
    private void monitorEnded(String id, ProcessHandle monitor) {
        Listener told = listener;
        if (find(id).isEmpty() && monitors.remove(id, monitor) && told != null) {
            log.warn("The monitor of container {} is gone", id);
            told.exited(id, KILLED);
        }
    }

    /// The code that a container ended with, if it has and it was not forgotten.
    public OptionalInt find(String id) {
        try {
            return OptionalInt.of(
                    Integer.parseInt(Files.readString(directory().resolve(id)).strip()));
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes an exit that has been dealt with.
    public void forget(String id) {
        monitors.remove(id);
        try {
            Files.deleteIfExists(directory().resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return home.runDirectory("exits");
    }

    private void report(String name, Listener listener) {
        if (ID.matcher(name).matches()) {
            threads.execute(() -> find(name).ifPresent(code -> listener.exited(name, code)));
        }
    }

    private void reportAll(Listener listener) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory())) {
            files.forEach(file -> report(file.getFileName().toString(), listener));
        } catch (IOException e) {
            log.warn("Could not look for exits after lost events", e);
        }
    }

    @Override
    public synchronized void destroy() {
        if (watch != null) {
            watch.close();
        }
        threads.shutdown();
    }
}
