package dev.onionyard.container;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// The exits that are waited for: one future for each container that runs.
@Component
class ExitFutures {

    private final Map<String, CompletableFuture<Integer>> running = new ConcurrentHashMap<>();

    /// A run has begun.
    void begin(String id) {
        running.computeIfAbsent(id, unused -> new CompletableFuture<>());
    }

    /// The run has ended, and everything that its end entails is done.
    void end(String id, int code) {
        CompletableFuture<Integer> future = running.remove(id);
        if (future != null) {
            future.complete(code);
        }
    }

    /// The exit of the present run; nothing if the container does not run.
    Optional<CompletableFuture<Integer>> find(String id) {
        return Optional.ofNullable(running.get(id)).map(CompletableFuture::copy);
    }
}
