package dev.onionyard.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.onionyard.files.FileFacts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/// What Docker says about a path of a container, in the header `X-Docker-Container-Path-Stat`.
///
/// @param mode in the form of Go's `os.FileMode`
/// @param mtime in the form of Go's RFC3339Nano
/// @param linkTarget where a symbolic link leads in the end, from the container's root; else empty
record PathStat(
        @JsonProperty("name") String name,
        @JsonProperty("size") long size,
        @JsonProperty("mode") long mode,
        @JsonProperty("mtime") String mtime,
        @JsonProperty("linkTarget") String linkTarget) {

    private static final long DIRECTORY = 1L << 31;
    private static final long SYMLINK = 1L << 27;
    private static final long DEVICE = 1L << 26;
    private static final long NAMED_PIPE = 1L << 25;
    private static final long SOCKET = 1L << 24;
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long CHARACTER_DEVICE = 1L << 21;
    private static final long STICKY = 1L << 20;

    private static final DateTimeFormatter RFC_3339_NANO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static PathStat of(FileFacts facts, String linkTarget) {
        return new PathStat(facts.name(), facts.size(), goMode(facts), time(facts.modified()), linkTarget);
    }

    private static String time(Instant time) {
        return RFC_3339_NANO.format(time);
    }

    private static long goMode(FileFacts facts) {
        long type = switch (facts.kind()) {
            case FILE -> 0;
            case DIRECTORY -> DIRECTORY;
            case SYMLINK -> SYMLINK;
            case CHARACTER_DEVICE -> DEVICE | CHARACTER_DEVICE;
            case BLOCK_DEVICE -> DEVICE;
            case FIFO -> NAMED_PIPE;
            case SOCKET -> SOCKET;
        };
        int mode = facts.mode();
        return type | (mode & 0777) | bit(mode, 04000, SETUID) | bit(mode, 02000, SETGID) | bit(mode, 01000, STICKY);
    }

    private static long bit(int mode, int unix, long go) {
        return (mode & unix) == 0 ? 0 : go;
    }
}
