package dev.onionyard.web.files;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Why the last uploads failed, by the token that the browser chose for each. A browser whose upload is refused
/// halfway often sees only that the connection was cut; here it can ask for the reason.
@Component
public class UploadOutcomes {

    private static final int REMEMBERED = 200;

    private final Map<String, String> reasons = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    public synchronized void failed(String upload, String reason) {
        if (!upload.isEmpty() && upload.length() <= 64) {
            reasons.put(upload, reason);
        }
    }

    public synchronized Optional<String> reasonOf(String upload) {
        return Optional.ofNullable(reasons.get(upload));
    }
}
