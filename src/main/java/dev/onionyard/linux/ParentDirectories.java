package dev.onionyard.linux;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Descriptors of the directories that were used last, by their path below the root. Archives come directory by
/// directory, so most lookups are answered without a system call, and the one after the last even without a string.
///
/// An entry stays right as long as no component of its path is replaced; whoever removes or renames calls [#clear].
final class ParentDirectories implements AutoCloseable {

    private static final int CAPACITY = 64;

    private final Scratch scratch;
    private final long root;
    private final Map<String, Long> descriptors = new LinkedHashMap<>(CAPACITY * 2, 0.75f, true);
    private String lastPath = "";
    private long lastDescriptor;

    ParentDirectories(Scratch scratch, long root) {
        this.scratch = scratch;
        this.root = root;
    }

    /// The descriptor of the directory that `path` is in.
    long of(String path) {
        int end = path.lastIndexOf('/');
        if (end <= 0) {
            return root;
        }
        if (end == lastPath.length() && path.startsWith(lastPath)) {
            return lastDescriptor;
        }
        String directory = path.substring(0, end);
        Long known = descriptors.get(directory);
        lastDescriptor = known == null ? open(directory, path) : known;
        lastPath = directory;
        return lastDescriptor;
    }

    void clear() {
        descriptors.values().forEach(scratch::close);
        descriptors.clear();
        lastPath = "";
    }

    @Override
    public void close() {
        clear();
    }

    private long open(String directory, String path) {
        long fd = scratch.openInRoot(root, directory, directory.length(), Flags.O_PATH | Flags.O_DIRECTORY);
        if (fd < 0) {
            throw KernelException.failure("open the folder of", path, fd);
        }
        if (descriptors.size() >= CAPACITY) {
            evictOldest();
        }
        descriptors.put(directory, fd);
        return fd;
    }

    /// Never the last one used: a call with two paths still needs it.
    private void evictOldest() {
        Iterator<Long> oldest = descriptors.values().iterator();
        long descriptor = oldest.next();
        if (descriptor == lastDescriptor) {
            descriptor = oldest.next();
        }
        scratch.close(descriptor);
        oldest.remove();
    }
}
