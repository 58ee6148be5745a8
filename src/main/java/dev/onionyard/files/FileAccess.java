package dev.onionyard.files;

import java.io.IOException;

/// The files of things that have some: of containers, of volumes. `owner` is a container's name or id, or a
/// volume's name.
///
/// All methods throw [dev.onionyard.error.NotFoundException] if there is no such owner.
public interface FileAccess {

    /// Opens the files to look at them: what is where, how big, whose. The caller closes the tree. Leaves no
    /// audit row, so nothing that is in a file is handed out by this way.
    FileTree open(String owner);

    /// Hands out files: `reading` gets the tree and takes from it what is at `path`. Audited.
    void read(String owner, String path, Reading reading) throws IOException;

    /// Changes files: `writing` gets the tree and writes to the folder `path`. Audited.
    ///
    /// @throws dev.onionyard.error.NotFoundException if there is nothing at `path`
    /// @throws dev.onionyard.error.InvalidInputException if `path` is not a folder or cannot be written to
    void write(String owner, String path, Writing writing) throws IOException;

    /// What takes files.
    interface Reading {
        void from(FileTree tree) throws IOException;
    }

    /// What brings files.
    interface Writing {
        void to(FileTreeWriter tree) throws IOException;
    }
}
