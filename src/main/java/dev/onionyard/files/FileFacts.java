package dev.onionyard.files;

import dev.onionyard.linux.FileStatus;
import java.time.Instant;

/// What is known about a file without opening it.
///
/// @param name the last component of its path; `/` for the root
/// @param size as `stat` has it: of a regular file its bytes
/// @param mode permission bits with setuid, setgid and sticky, without the type
/// @param target of a symbolic link its text, else empty
public record FileFacts(
        String name, Kind kind, long size, int mode, long uid, long gid, Instant modified, String target) {

    /// The kind of a file.
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FIFO,
        SOCKET
    }

    static FileFacts of(String name, FileStatus status, String target) {
        return new FileFacts(
                name,
                kind(status),
                status.size(),
                status.mode(),
                status.uid(),
                status.gid(),
                status.modified(),
                target);
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    private static Kind kind(FileStatus status) {
        return switch (status.type()) {
            case REGULAR -> Kind.FILE;
            case DIRECTORY -> Kind.DIRECTORY;
            case SYMLINK -> Kind.SYMLINK;
            case CHARACTER_DEVICE -> Kind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> Kind.BLOCK_DEVICE;
            case FIFO -> Kind.FIFO;
            case SOCKET -> Kind.SOCKET;
        };
    }
}
