package dev.onionyard.dockerapi;

import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Tells a pull or push to a job and to a Docker client, whose bars it draws: one line a layer, at most ten
/// messages a second each (jsonmessage). When either wants no more, the work is cancelled.
final class TransferProgress implements ProgressListener {

    /// What Docker says about a layer.
    interface Words {

        Words PULL = phase -> switch (phase) {
            case WAITING -> "Waiting";
            case RECEIVING, READING, WRITING -> "Downloading";
            case VERIFYING -> "Verifying Checksum";
            case EXTRACTING -> "Extracting";
            case PRESENT, MOUNTED -> "Already exists";
            case DONE -> "Pull complete";
        };

        Words PUSH = phase -> switch (phase) {
            case WAITING -> "Waiting";
            case READING, RECEIVING, EXTRACTING, VERIFYING -> "Preparing";
            case WRITING -> "Pushing";
            case PRESENT -> "Layer already exists";
            case MOUNTED -> "Mounted from another repository";
            case DONE -> "Pushed";
        };

        String of(Phase phase);
    }

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ProgressListener job;
    private final TransferStream stream;
    private final Words words;
    private final Runnable begin;
    private boolean begun;
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    /// @param begin sends what stands before the layers; called once the first is known
    TransferProgress(ProgressListener job, TransferStream stream, Words words, Runnable begin) {
        this.job = job;
        this.stream = stream;
        this.words = words;
        this.begin = begin;
    }

    @Override
    public ProgressListener part(String id, String label) {
        begin();
        return parts.computeIfAbsent(id, key -> new Part(job.part(id, label), label));
    }

    /// Sends what stands first, once.
    synchronized void begin() {
        if (!begun) {
            begun = true;
            begin.run();
        }
    }

    @Override
    public void expect(long bytes) {
        job.expect(bytes);
    }

    @Override
    public void advance(long bytes) {
        job.advance(bytes);
    }

    @Override
    public void phase(Phase phase) {
        job.phase(phase);
    }

    @Override
    public void checkCancelled() {
        job.checkCancelled();
        stream.checkClient();
    }

    private final class Part implements ProgressListener {

        private final ProgressListener jobPart;
        private final String label;
        private long current;
        private long total;
        private long lastSent;
        private String status;

        private Part(ProgressListener jobPart, String label) {
            this.jobPart = jobPart;
            this.label = label;
            this.status = words == Words.PULL ? "Pulling fs layer" : "Preparing";
            say(status, Map.of());
        }

        @Override
        public ProgressListener part(String id, String partLabel) {
            return this;
        }

        @Override
        public synchronized void expect(long bytes) {
            total = bytes;
            jobPart.expect(bytes);
        }

        @Override
        public synchronized void advance(long bytes) {
            current += bytes;
            if (System.nanoTime() - lastSent >= PAUSE_NANOS || current == total) {
                sayBytes();
            }
            jobPart.advance(bytes);
            stream.checkClient();
        }

        @Override
        public synchronized void phase(Phase phase) {
            jobPart.phase(phase);
            String next = words.of(phase);
            if (next.equals(status)) {
                return;
            }
            status = next;
            switch (phase) {
                case EXTRACTING -> {
                    say("Download complete", Map.of());
                    sayBytes();
                }
                case WAITING, RECEIVING, VERIFYING, READING, WRITING, PRESENT, MOUNTED, DONE -> say(status, Map.of());
            }
        }

        @Override
        public void checkCancelled() {
            TransferProgress.this.checkCancelled();
        }

        private void sayBytes() {
            lastSent = System.nanoTime();
            var detail = new LinkedHashMap<String, Object>();
            detail.put("current", current);
            if (total > 0) {
                detail.put("total", total);
            }
            say(status, detail);
        }

        private void say(String text, Map<String, Object> detail) {
            stream.send(Map.of("status", text, "progressDetail", detail, "id", label));
        }
    }
}
