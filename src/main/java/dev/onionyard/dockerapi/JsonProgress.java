package dev.onionyard.dockerapi;

import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Tells progress as Docker's clients draw it: one line a layer, at most ten messages a second each.
final class JsonProgress implements ProgressListener {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final JsonStream stream;
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    JsonProgress(JsonStream stream) {
        this.stream = stream;
    }

    @Override
    public ProgressListener part(String id, String label) {
        return parts.computeIfAbsent(id, key -> new Part(label));
    }

    @Override
    public void expect(long bytes) {}

    @Override
    public void advance(long bytes) {}

    @Override
    public void phase(Phase phase) {}

    @Override
    public void checkCancelled() {}

    private final class Part implements ProgressListener {

        private final String label;
        private long current;
        private long total;
        private long lastSent = System.nanoTime() - PAUSE_NANOS;
        private String status = "Loading layer";

        private Part(String label) {
            this.label = label;
        }

        @Override
        public ProgressListener part(String id, String partLabel) {
            return JsonProgress.this.part(id, partLabel);
        }

        @Override
        public synchronized void expect(long bytes) {
            total = bytes;
        }

        @Override
        public synchronized void advance(long bytes) {
            current += bytes;
            if (System.nanoTime() - lastSent >= PAUSE_NANOS) {
                send();
            }
        }

        @Override
        public synchronized void phase(Phase phase) {
            status = switch (phase) {
                case WAITING -> "Waiting";
                case RECEIVING, EXTRACTING, READING, WRITING -> "Loading layer";
                case VERIFYING -> "Verifying Checksum";
                case PRESENT, MOUNTED -> "Already exists";
                case DONE -> "Load complete";
            };
            if (phase == Phase.PRESENT || phase == Phase.DONE) {
                send();
            }
        }

        @Override
        public void checkCancelled() {}

        private void send() {
            lastSent = System.nanoTime();
            var detail = new LinkedHashMap<String, Object>();
            detail.put("current", current);
            if (total > 0) {
                detail.put("total", total);
            }
            stream.send(Map.of("status", status, "progressDetail", detail, "id", label));
        }
    }
}
