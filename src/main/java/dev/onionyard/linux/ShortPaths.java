package dev.onionyard.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Short names for long paths, valid until closed: `/proc/self/fd/N` of an open descriptor.
final class ShortPaths implements AutoCloseable {

    private final Scratch scratch;
    private final int maxBytes;
    private final List<Long> descriptors = new ArrayList<>();

    ShortPaths(Scratch scratch, int maxBytes) {
        this.scratch = scratch;
        this.maxBytes = maxBytes;
    }

    /// The path itself if it is short enough.
    String of(Path path) {
        String text = path.toString();
        if (text.length() * 3 <= maxBytes || FileNames.encode(text).length <= maxBytes) {
            return text;
        }
        long flags = Flags.O_PATH | Flags.O_DIRECTORY | Flags.O_CLOEXEC;
        long fd = scratch.call(SystemCall.OPENAT, Flags.AT_FDCWD, scratch.path(text), flags);
        if (fd < 0) {
            throw KernelException.unavailable("open", text, fd);
        }
        descriptors.add(fd);
        return "/proc/self/fd/" + fd;
    }

    @Override
    public void close() {
        descriptors.forEach(scratch::close);
    }
}
