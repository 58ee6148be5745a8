package dev.onionyard.build;

import dev.onionyard.dockerfile.DockerfileParser;
import dev.onionyard.dockerfile.IgnoreRules;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Contexts as folders: `home/builds/contexts/<random>`. What is there at the start of the server belongs to no
/// build any more.
@Component
class FileBuildContexts implements BuildContexts {

    /// What Git keeps of itself; a submodule has a file of that name.
    private static final Set<String> GIT_ITSELF = Set.of(".git");

    private final Path parent;
    private final RemoteSources remote;

    FileBuildContexts(HomeDirectory home, RemoteSources remote) {
        this.parent = home.directory("builds/contexts");
        this.remote = remote;
        try (Stream<Path> left = Files.list(parent)) {
            left.forEach(FileTrees::remove);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public ReceivedContext receive(InputStream tar, ProgressListener progress) throws IOException {
        progress.phase(Phase.RECEIVING);
        BufferedInputStream plain = ArchiveStreams.plain(tar);
        if (ArchiveStreams.isTar(plain)) {
            return filled("upload", writer -> writer.putTar(plain, progress));
        }
        String text = new String(plain.readNBytes(DockerfileParser.LIMIT_CHARS + 1), StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw new InvalidInputException("cannot receive build context: it is empty; send a tar or a Dockerfile");
        }
        return ofDockerfile(text);
    }

    @Override
    public ReceivedContext ofDockerfile(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return filled(
                "Dockerfile", writer -> writer.putFile("Dockerfile", new java.io.ByteArrayInputStream(bytes), false));
    }

    @Override
    public ReceivedContext fetch(String address, ProgressListener progress) throws IOException {
        if (RemoteSources.isGit(address)) {
            Path clone = Files.createTempDirectory(parent, "git-");
            try {
                Path folder = remote.cloneGit(address, clone);
                return copyOf(folder, RemoteSources.shown(address), progress, GIT_ITSELF);
            } finally {
                FileTrees.remove(clone);
            }
        }
        try (InputStream in = remote.open(address)) {
            return receive(in, progress);
        }
    }

    @Override
    public ReceivedContext ofFolder(Path folder, ProgressListener progress) throws IOException {
        if (!folder.isAbsolute() || !Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    "cannot use \"" + folder + "\" as build context: expected the absolute path of a folder");
        }
        return copyOf(folder, folder.toString(), progress, Set.of());
    }

    /// Puts what a Git repository holds into a folder of a context.
    ///
    /// @param keepGit whether its `.git` comes along
    void putGit(ReceivedContext context, String folder, String address, boolean keepGit, ProgressListener progress)
            throws IOException {
        Path clone = Files.createTempDirectory(parent, "git-");
        try (var writer = new ContextWriter(context)) {
            Path from = remote.cloneGit(address, clone);
            writer.putDirectory(folder, 0755);
            Set<String> left = keepGit ? Set.of() : GIT_ITSELF;
            Files.walkFileTree(from, new Copying(from, folder + "/", left, IgnoreRules.NONE, writer, progress));
        } finally {
            FileTrees.remove(clone);
        }
    }

    @Override
    public ReceivedContext empty() throws IOException {
        return create("upload");
    }

    /// An empty context for files that a build brings by itself, such as here-documents.
    ReceivedContext scratch() {
        try {
            return create("build");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ReceivedContext create(String origin) throws IOException {
        return new ReceivedContext(Files.createTempDirectory(parent, ""), origin);
    }

    private interface Filling {
        void fill(ContextWriter writer) throws IOException;
    }

    private ReceivedContext filled(String origin, Filling filling) throws IOException {
        ReceivedContext context = create(origin);
        try (var writer = new ContextWriter(context)) {
            filling.fill(writer);
            return context;
        } catch (IOException | RuntimeException e) {
            context.remove();
            throw e;
        }
    }

    private ReceivedContext copyOf(Path folder, String origin, ProgressListener progress, Set<String> left)
            throws IOException {
        Path rules = folder.resolve(".dockerignore");
        IgnoreRules ignored =
                Files.isRegularFile(rules) ? IgnoreRules.parse(Files.readString(rules)) : IgnoreRules.NONE;
        return filled(
                origin, writer -> Files.walkFileTree(folder, new Copying(folder, "", left, ignored, writer, progress)));
    }

    /// Copies a tree; follows no link.
    private static final class Copying extends SimpleFileVisitor<Path> {

        private final Path folder;
        private final String prefix;
        private final Set<String> left;
        private final IgnoreRules ignored;
        private final ContextWriter writer;
        private final ProgressListener progress;

        /// @param prefix of the paths in the context
        /// @param left names that are left out beside what the rules say
        Copying(
                Path folder,
                String prefix,
                Set<String> left,
                IgnoreRules ignored,
                ContextWriter writer,
                ProgressListener progress) {
            this.folder = folder;
            this.prefix = prefix;
            this.left = left;
            this.ignored = ignored;
            this.writer = writer;
            this.progress = progress;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            String path = relative(directory);
            boolean skip = isLeft(directory) || ignored.excludes(path) && !ignored.mayTakeBack();
            if (skip) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (!path.isEmpty() && !ignored.excludes(path)) {
                writer.putDirectory(prefix + path, mode(directory));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String path = relative(file);
            progress.checkCancelled();
            if (isLeft(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (ignored.excludes(path) && !path.equals(".dockerignore") && !path.equals("Dockerfile")) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()) {
                writer.putLink(prefix + path, Files.readSymbolicLink(file).toString());
            } else if (attributes.isRegularFile()) {
                try (InputStream in = Files.newInputStream(file)) {
                    writer.putFile(
                            prefix + path,
                            in,
                            mode(file),
                            attributes.lastModifiedTime().toInstant());
                }
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean isLeft(Path path) {
            return left.contains(String.valueOf(path.getFileName()));
        }

        private String relative(Path path) {
            return folder.relativize(path).toString();
        }

        private static int mode(Path path) throws IOException {
            return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
        }
    }
}
