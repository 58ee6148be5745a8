package dev.onionyard.web.files;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileFacts;
import dev.onionyard.files.FileTree;
import java.util.List;

/// One file of a tree, for the fragment `files/view`: what it is, and what is in it as far as a page can show that.
///
/// @param path with leading slash
/// @param folder the address of the folder that it is in
/// @param download where its bytes are; empty for those who may not have them
public record FileView(String path, FileVersion file, String folder, String download) {

    /// Reads a file.
    ///
    /// @param address of the folders' page, as for [FileBrowser]
    /// @param mayRead whether the content is for the reader too
    /// @param asked as it came with the request
    /// @throws NotFoundException if there is nothing
    /// @throws InvalidInputException if it is no regular file: only those are looked into
    public static FileView of(FileTree tree, String address, String api, String asked, boolean mayRead) {
        String path = "/" + asked.replaceFirst("^/+", "");
        FileFacts facts = tree.find(path)
                .orElseThrow(() -> new NotFoundException("cannot show \"" + path + "\": there is no such file"));
        if (facts.kind() != FileFacts.Kind.FILE) {
            throw new InvalidInputException("cannot show \"" + path + "\": it is not a regular file");
        }
        FileVersion file = FileVersion.of(facts, mayRead ? () -> tree.open(path).stream() : null);
        String folder = path.substring(0, Math.max(1, path.lastIndexOf('/')));
        return new FileView(
                path,
                file,
                FileBrowser.href(address, folder),
                mayRead ? api + "/download?path=" + FileBrowser.encode(path) : "");
    }

    public boolean hidden() {
        return file.bytes() == null;
    }

    public boolean tooLong() {
        return file.bytes() instanceof FileBytes.TooLong;
    }

    /// The whole text, line by line; empty for other files too.
    public List<String> lines() {
        return file.bytes() instanceof FileBytes.Text text ? text.lines() : List.of();
    }

    public boolean text() {
        return file.bytes() instanceof FileBytes.Text;
    }

    /// The first bytes of a file that is not text.
    public List<FileBytes.HexRow> head() {
        return file.bytes() instanceof FileBytes.Binary binary ? binary.head() : List.of();
    }
}
