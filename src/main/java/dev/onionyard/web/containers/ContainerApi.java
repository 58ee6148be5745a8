package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.ContainerLogs.Query;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.container.ContainerStats;
import dev.onionyard.container.Containers;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.task.Jobs;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

/// Logs, figures and files of a container, for the scripts of its page and as downloads.
@Controller
class ContainerApi {

    static final int LONGEST_TAIL = 100_000;

    private static final long HEARTBEAT_MILLIS = 15_000;

    private final Containers containers;
    private final ContainerLogs logs;
    private final ContainerStats stats;
    private final ContainerSnapshots snapshots;
    private final Jobs jobs;
    private final JsonMapper json;

    /// A measurement for `stats/rates.ts`.
    ///
    /// @param time in milliseconds since 1970
    record SampleJson(
            long time,
            long cpuNanos,
            long memoryBytes,
            long memoryLimitBytes,
            long pids,
            long readBytes,
            long writtenBytes,
            long receivedBytes,
            long sentBytes) {

        static SampleJson of(ContainerStats.Sample sample) {
            return new SampleJson(
                    sample.time().toEpochMilli(),
                    sample.cpuNanos(),
                    sample.memoryBytes(),
                    sample.memoryLimitBytes(),
                    sample.pids(),
                    sample.readBytes(),
                    sample.writtenBytes(),
                    sample.receivedBytes(),
                    sample.sentBytes());
        }
    }

    ContainerApi(
            Containers containers,
            ContainerLogs logs,
            ContainerStats stats,
            ContainerSnapshots snapshots,
            Jobs jobs,
            JsonMapper json) {
        this.containers = containers;
        this.logs = logs;
        this.stats = stats;
        this.snapshots = snapshots;
        this.jobs = jobs;
        this.json = json;
    }

    /// The log as server-sent events, until the container stops.
    ///
    /// @param tail the last so many lines first
    /// @param after only lines after this moment; then `tail` does not count
    /// @param lastSeen what a browser that lost the stream saw last
    @GetMapping("/api/containers/{id}/logs/stream")
    ResponseEntity<StreamingResponseBody> follow(
            @PathVariable String id,
            @RequestParam(defaultValue = "1000") int tail,
            @RequestParam(defaultValue = "") String after,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "") String lastSeen) {
        Container container = containers.get(id);
        String from = lastSeen.isEmpty() ? after : lastSeen;
        Instant since = from.isEmpty() ? null : moment(from).plusNanos(1);
        int lines = since == null ? Math.clamp(tail, 0, LONGEST_TAIL) : -1;
        var query = new Query(true, true, lines, since, null, true);
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(out -> follow(container.id(), query, out));
    }

    private void follow(String id, Query query, OutputStream out) throws IOException {
        try {
            new LogFollower(logs, new LogEvents(out, json), HEARTBEAT_MILLIS).follow(id, query);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidInputException(
                    "cannot read moment \"" + text + "\": expected a form like 2026-11-21T12:00:00Z", e);
        }
    }

    /// The whole log as a text file.
    @GetMapping("/containers/{id}/log.txt")
    void text(
            @PathVariable String id,
            @RequestParam(defaultValue = "true") boolean stdout,
            @RequestParam(defaultValue = "true") boolean stderr,
            @RequestParam(defaultValue = "false") boolean timestamps,
            HttpServletResponse response)
            throws IOException {
        Container container = containers.get(id);
        response.setContentType("text/plain;charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(container.name() + ".log"));
        var query = new Query(stdout, stderr, -1, null, null, false);
        writeText(container.id(), query, timestamps, response.getOutputStream());
    }

    private void writeText(String id, Query query, boolean timestamps, OutputStream out) throws IOException {
        var buffered = new BufferedOutputStream(out, 1 << 16);
        boolean[] lineBegins = {true};
        logs.read(id, query, line -> {
            try {
                if (timestamps && lineBegins[0]) {
                    buffered.write((line.time() + " ").getBytes(StandardCharsets.US_ASCII));
                }
                buffered.write(line.text());
                if (line.complete()) {
                    buffered.write('\n');
                }
                lineBegins[0] = line.complete();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        buffered.flush();
    }

    @GetMapping("/api/containers/{id}/stats")
    @ResponseBody
    SampleJson stats(@PathVariable String id) {
        return SampleJson.of(stats.sample(id));
    }

    /// The container's whole tree as a tar, as `docker export` writes it.
    @GetMapping("/api/containers/{id}/download")
    void export(@PathVariable String id, HttpServletResponse response) throws Exception {
        Container container = containers.get(id);
        response.setContentType("application/x-tar");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(container.name() + ".tar"));
        jobs.runHere("container.export", container.name(), progress -> {
            snapshots.export(container.id(), response.getOutputStream(), progress);
            return "/containers/" + container.shortId();
        });
    }

    private static String attachment(String fileName) {
        return ContentDisposition.attachment()
                .filename(fileName, StandardCharsets.UTF_8)
                .build()
                .toString();
    }
}
