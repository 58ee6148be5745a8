package dev.onionyard.image;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/// Remembers which image was meant by which words until images or names change: a server is asked for the same few
/// again and again, and each answer takes three queries.
@Component
class FoundImages {

    private static final int LIMIT = 200;

    private record Since(long change, Map<String, Image> byWords) {}

    private final ImageLock lock;
    private volatile Since since = new Since(-1, Map.of());

    FoundImages(ImageLock lock) {
        this.lock = lock;
    }

    Optional<Image> find(String words, Function<String, Optional<Image>> search) {
        Since now = sinceLastChange();
        Image known = now.byWords.get(words);
        if (known != null) {
            return Optional.of(known);
        }
        // Found before or after a change that happens meanwhile: either way it is noted for the time before.
        Optional<Image> found = search.apply(words);
        if (now.byWords.size() < LIMIT) {
            found.ifPresent(image -> now.byWords.put(words, image));
        }
        return found;
    }

    private Since sinceLastChange() {
        Since known = since;
        long change = lock.changes();
        if (known.change != change) {
            known = new Since(change, new ConcurrentHashMap<>());
            since = known;
        }
        return known;
    }
}
