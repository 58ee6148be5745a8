package dev.onionyard.files;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/// Writes into one folder of a tree. Nothing that a tar names lands outside the tree, wherever its names and
/// links and the links that are already there may lead.
public final class FileTreeWriter {

    private static final int BUFFER = 256 * 1024;
    private static final int FILE_MODE = 0644;

    private final RootedDirectory root;
    private final String folder;

    /// @param folder relative to the root, with its links resolved by a `/.` at the end
    private FileTreeWriter(RootedDirectory root, String folder) {
        this.root = root;
        this.folder = folder;
    }

    /// @param path of an existing folder, or of a link to one
    /// @throws InvalidInputException in Docker's words if it is no folder
    /// @throws ReadOnlyException if its file system cannot be written to
    public static FileTreeWriter into(RootedDirectory root, String path) throws ReadOnlyException {
        String folder = TreePath.of(path).folder();
        if (!root.leadsToDirectory(folder)) {
            throw new InvalidInputException("extraction point is not a directory");
        }
        if (!root.isWritable(folder)) {
            throw new ReadOnlyException();
        }
        return new FileTreeWriter(root, folder);
    }

    /// Thrown where nothing can be written; only the owner of the tree knows why.
    public static final class ReadOnlyException extends Exception {
        private static final long serialVersionUID = 1;

        private ReadOnlyException() {
            super("read-only", null, false, false);
        }
    }

    /// Writes what a tar holds into the folder, plain or compressed (gzip, zstd). What is written before a
    /// failure stays, as with Docker.
    ///
    /// @param progress advanced by the bytes of the files
    /// @throws InvalidInputException that names the entry if the tar is malformed, leads out of the folder by
    ///     a name or a hard link, or breaks the rules
    public void extract(InputStream tar, WriteRules rules, ProgressListener progress) throws IOException {
        new TarExtractor(root, folder, rules, progress).extract(Compression.plain(tar));
    }

    /// Writes one file into the folder. It gets its name when it is complete, so a failure leaves nothing. A
    /// file that is already there is replaced and hands its owner and mode on.
    ///
    /// @param name without slash
    /// @throws ConflictException if the name is taken by something that is not a regular file
    public void put(String name, InputStream content, ProgressListener progress) throws IOException {
        checkName(name);
        String path = within(name);
        Optional<FileStatus> present = root.find(path);
        if (present.isPresent() && !present.get().isRegularFile()) {
            throw new ConflictException(
                    "cannot write file \"" + name + "\": something that is not a file has this name");
        }
        String temporary = within(".upload-" + UUID.randomUUID());
        try {
            write(temporary, present, content, progress);
            root.rename(temporary, path);
        } catch (Throwable e) {
            root.removeTree(temporary);
            throw e;
        }
    }

    private void write(String path, Optional<FileStatus> replaced, InputStream content, ProgressListener progress)
            throws IOException {
        byte[] bytes = new byte[BUFFER];
        FileStatus parent = root.status(folder);
        try (OpenFile file = root.createFile(path, 0600)) {
            for (int length = content.read(bytes); length >= 0; length = content.read(bytes)) {
                file.write(bytes, 0, length);
                progress.advance(length);
            }
            // A new file belongs to whom the folder belongs, so that the programs that live there can use it.
            file.owner(
                    replaced.map(FileStatus::uid).orElse(parent.uid()),
                    replaced.map(FileStatus::gid).orElse(parent.gid()));
            file.mode(replaced.map(FileStatus::mode).orElse(FILE_MODE));
        }
    }

    private String within(String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    private static void checkName(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0) {
            throw new InvalidInputException("cannot write file \"" + name.replace('\0', '?')
                    + "\": expected a name without slash that is not \".\" or \"..\"");
        }
    }
}
