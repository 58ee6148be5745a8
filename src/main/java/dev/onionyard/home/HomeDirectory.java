package dev.onionyard.home;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The two directories of this server: *home*, which lasts, and *run*, which is for sockets, bundles and mount points
/// and is lost at reboot. Holds `home/lock` and `run/lock` for the life of the process.
@Component
public class HomeDirectory implements DisposableBean {

    private final Path home;
    private final Path run;
    private final FileChannel homeLock;
    private final FileChannel runLock;
    private final UUID id;

    public HomeDirectory(@Value("${onionyard.home}") Path home, @Value("${onionyard.run}") Path run) {
        this.home = home.toAbsolutePath().normalize();
        this.run = run.toAbsolutePath().normalize();
        create(this.home);
        create(this.run);
        this.homeLock = lock(this.home, "home");
        this.runLock = lock(this.run, "run");
        this.id = identity(this.home.resolve("id"));
    }

    public Path path() {
        return home;
    }

    /// Tells this server from all others, also from one in a container whose home has the same path. Made at the
    /// first start.
    public UUID id() {
        return id;
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
        runLock.close();
        homeLock.close();
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

    /// @param setting the word after `onionyard.` by which another directory is chosen
    private static FileChannel lock(Path directory, String setting) {
        Path file = directory.resolve("lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new ConflictException("cannot use " + setting + " directory \"" + directory
                        + "\": another Onionyard server is using it; stop that one or set onionyard." + setting);
            }
            return channel;
        } catch (IOException e) {
            throw new UnavailableException("cannot lock \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private static UUID identity(Path file) {
        try {
            if (Files.notExists(file)) {
                Path complete = Files.writeString(
                        file.resolveSibling("id.new"), UUID.randomUUID().toString());
                Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return UUID.fromString(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new UnavailableException("cannot read \"" + file + "\": " + e.getMessage(), e);
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
