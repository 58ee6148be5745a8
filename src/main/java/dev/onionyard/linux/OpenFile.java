package dev.onionyard.linux;

import dev.onionyard.error.EngineException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An open regular file or directory of a [RootedDirectory], whose scratch memory it uses: for the same thread at
/// a time as that one. Attributes are set through the descriptor, so no symbolic link can get in between.
///
/// Order for a new file: write, [#owner], [#mode], [#xattr], [#times]. `chown` clears setuid and file
/// capabilities, and a write after [#times] would change them.
public final class OpenFile implements AutoCloseable {

    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private final Scratch scratch;
    private final long fd;
    private final String path;
    private boolean open = true;

    OpenFile(Scratch scratch, long fd, String path) {
        this.scratch = scratch;
        this.fd = fd;
        this.path = path;
    }

    /// Writes all of the buffer at the file's position. A direct buffer is not copied.
    public void write(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            MemorySegment segment = scratch.bytesOf(bytes);
            long written = check("write", scratch.call(SystemCall.WRITE, fd(), segment.address(), segment.byteSize()));
            bytes.position(bytes.position() + (int) written);
        }
    }

    public void write(byte[] bytes, int offset, int length) {
        write(ByteBuffer.wrap(bytes, offset, length));
    }

    /// Writes all of the buffer at `position`; what lies between the end and `position` becomes a hole.
    public void writeAt(long position, ByteBuffer bytes) {
        long at = position;
        while (bytes.hasRemaining()) {
            MemorySegment segment = scratch.bytesOf(bytes);
            long written =
                    check("write", scratch.call(SystemCall.PWRITE, fd(), segment.address(), segment.byteSize(), at));
            bytes.position(bytes.position() + (int) written);
            at += written;
        }
    }

    /// Reads from the file's position into the buffer; -1 at the end of the file.
    public int read(ByteBuffer bytes) {
        return read(SystemCall.READ, bytes, 0);
    }

    /// Reads from `position` into the buffer; -1 at the end of the file.
    public int readAt(long position, ByteBuffer bytes) {
        return read(SystemCall.PREAD, bytes, position);
    }

    private int read(SystemCall call, ByteBuffer bytes, long position) {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        MemorySegment target = bytes.isDirect()
                ? MemorySegment.ofBuffer(bytes)
                : scratch.buffer().asSlice(0, Math.min(bytes.remaining(), Scratch.BUFFER_BYTES));
        int length = (int) check("read", scratch.call(call, fd(), target.address(), target.byteSize(), position));
        if (length == 0) {
            return -1;
        }
        if (bytes.isDirect()) {
            bytes.position(bytes.position() + length);
        } else {
            bytes.put(target.asSlice(0, length).asByteBuffer());
        }
        return length;
    }

    /// The parts of the first `size` bytes that are not holes, in order. Where the file system cannot tell, the
    /// whole.
    public List<FileRange> dataRanges(long size) {
        List<FileRange> ranges = new ArrayList<>();
        long end = 0;
        while (end < size) {
            long start = scratch.call(SystemCall.LSEEK, fd(), end, SEEK_DATA);
            if (Errno.ENXIO.is(start)) { // Nothing but a hole up to the end.
                break;
            }
            end = check(
                    "find the data of",
                    scratch.call(SystemCall.LSEEK, fd(), check("find the data of", start), SEEK_HOLE));
            if (start < size) {
                ranges.add(new FileRange(start, Math.min(end, size) - start));
            }
        }
        return ranges;
    }

    /// An unbuffered stream that writes at the file's position; closing it does not close the file.
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                OpenFile.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                OpenFile.this.write(bytes, offset, length);
            }
        };
    }

    /// Sets the length, with a hole where it grows.
    public void truncate(long size) {
        check("set the size of", scratch.call(SystemCall.FTRUNCATE, fd(), size));
    }

    public void owner(long uid, long gid) {
        check("change the owner of", scratch.call(SystemCall.FCHOWN, fd(), uid, gid));
    }

    /// @param mode permission bits with setuid, setgid and sticky
    public void mode(int mode) {
        check("change the mode of", scratch.call(SystemCall.FCHMOD, fd(), mode));
    }

    public void xattr(String name, byte[] value) {
        long valueAddress = Xattrs.copyIn(scratch, path, value);
        check(
                "set attribute " + name + " of",
                scratch.call(SystemCall.FSETXATTR, fd(), scratch.path(name), valueAddress, value.length, 0));
    }

    /// All extended attributes.
    public Map<String, byte[]> xattrs() {
        return Xattrs.all(scratch, fd(), path);
    }

    /// Sets the times of access and modification.
    public void times(long seconds, int nanos) {
        long timespecs = RootedDirectory.timespecs(scratch, seconds, nanos);
        check("set the time of", scratch.call(SystemCall.UTIMENSAT, fd(), 0, timespecs, 0));
    }

    public FileStatus status() {
        long result = scratch.call(
                SystemCall.STATX,
                fd(),
                scratch.path(""),
                Flags.AT_EMPTY_PATH,
                FileStatus.BASIC,
                scratch.struct.address());
        check("read the status of", result);
        return FileStatus.read(scratch.struct);
    }

    /// Brings the file's bytes to the disk.
    public void sync() {
        check("sync", scratch.call(SystemCall.FSYNC, fd()));
    }

    /// Has the kernel begin to bring a part of the file to the disk, so that less is left for a sync. Not a sync
    /// itself (sync_file_range(2)).
    public void startWriting(long position, long length) {
        check("write", scratch.call(SystemCall.SYNC_FILE_RANGE, fd(), position, length, SYNC_FILE_RANGE_WRITE));
    }

    /// Brings everything on this file's file system to the disk.
    public void syncFileSystem() {
        check("sync the file system of", scratch.call(SystemCall.SYNCFS, fd()));
    }

    /// A path by which this process reaches the open file, whatever its name is now; valid until [#close].
    public Path procPath() {
        return Path.of("/proc/self/fd/" + fd());
    }

    long fd() {
        if (!open) {
            throw new IllegalStateException("\"" + path + "\" is closed");
        }
        return fd;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            scratch.close(fd);
        }
    }

    private long check(String action, long result) {
        if (result < 0) {
            throw failure(action, result);
        }
        return result;
    }

    private EngineException failure(String action, long result) {
        return KernelException.failure(action, path, result);
    }
}
