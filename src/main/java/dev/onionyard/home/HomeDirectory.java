package dev.onionyard.home;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The two directories of this server: *home*, which lasts, and *run*, which is for sockets, bundles and mount points
/// and is lost at reboot. Holds `home/lock` for the life of the process.
@Component
public class HomeDirectory implements DisposableBean {

    private final Path home;
    private final Path run;
    private final FileChannel lockChannel;

    public HomeDirectory(@Value("${onionyard.home}") Path home, @Value("${onionyard.run}") Path run) {
        this.home = home.toAbsolutePath().normalize();
        this.run = run.toAbsolutePath().normalize();
        create(this.home);
        create(this.run);
        this.lockChannel = lock(this.home.resolve("lock"));
    }

    public Path path() {
        return home;
    }

    /// A directory below home, created if missing.
    public Path directory(String name) {
        return create(home.resolve(name));
    }

    /// A directory below run, created if missing.
    public Path runDirectory(String name) {
        return create(run.resolve(name));
    }

    @Override
    public void destroy() throws IOException {
        lockChannel.close();
    }

    private static Path create(Path directory) {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));
            return Files.createDirectories(directory, ownerOnly);
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot create directory \"" + directory + "\": " + e.getMessage()
                            + "; set onionyard.home to a directory that this user may write",
                    e);
        }
    }

    private static FileChannel lock(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new ConflictException("cannot use home directory \"" + file.getParent()
                        + "\": another Onionyard server is using it; stop that one or set onionyard.home");
            }
            return channel;
        } catch (IOException e) {
            throw new UnavailableException("cannot lock \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
