package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Says that a file in a directory appeared or changed, by inotify: one kernel instance and one thread for the
/// whole server, because the kernel allows only 128 instances a user.
///
/// Listeners are called on that thread and must not block. They hear the file's name, or null when the kernel
/// lost events and everything has to be looked at again. Events of one file may be joined.
@Component
class DirectoryWatcher implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(DirectoryWatcher.class);

    /// Ends a watch.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private record Watched(WatchKey key, List<Consumer<@Nullable String>> listeners) {}

    private final Map<Path, Watched> watched = new HashMap<>();
    private @Nullable WatchService service;

    /// Watches a directory that exists.
    synchronized Watch watch(Path directory, Consumer<@Nullable String> listener) {
        try {
            Watched entry = watched.get(directory);
            if (entry == null) {
                entry = new Watched(register(directory), new CopyOnWriteArrayList<>());
                watched.put(directory, entry);
            }
            entry.listeners().add(listener);
        } catch (IOException e) {
            throw new UnavailableException("cannot watch directory \"" + directory + "\": " + e.getMessage(), e);
        }
        return () -> end(directory, listener);
    }

    /// Calls the listeners of a directory as if the kernel had lost events of it.
    void stir(Path directory) {
        deliver(directory, null);
    }

    private WatchKey register(Path directory) throws IOException {
        return directory.register(
                service(), StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    private synchronized void end(Path directory, Consumer<@Nullable String> listener) {
        Watched entry = watched.get(directory);
        if (entry != null
                && entry.listeners().remove(listener)
                && entry.listeners().isEmpty()) {
            entry.key().cancel();
            watched.remove(directory);
        }
    }

    private WatchService service() throws IOException {
        if (service == null) {
            WatchService started = FileSystems.getDefault().newWatchService();
            service = started;
            Thread.ofPlatform().daemon().name("directory-watcher").start(() -> deliverFrom(started));
        }
        return service;
    }

    private void deliverFrom(WatchService from) {
        try {
            while (true) {
                WatchKey key = from.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    Object name = event.context();
                    deliver((Path) key.watchable(), name == null ? null : name.toString());
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            log.debug("The directory watcher has ended");
        }
    }

    private void deliver(Path directory, @Nullable String name) {
        List<Consumer<@Nullable String>> listeners;
        synchronized (this) {
            Watched entry = watched.get(directory);
            listeners = entry == null ? List.of() : entry.listeners();
        }
        for (Consumer<@Nullable String> listener : listeners) {
            try {
                listener.accept(name);
            } catch (RuntimeException e) {
                log.warn("A watcher of \"{}\" failed", directory, e);
            }
        }
    }

    @Override
    public synchronized void destroy() throws IOException {
        if (service != null) {
            service.close();
        }
    }
}
