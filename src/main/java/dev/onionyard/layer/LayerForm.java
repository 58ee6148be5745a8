package dev.onionyard.layer;

import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarWindows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// How the content of a layer lies in its directory. The store knows no more of it than this: so another form,
/// such as one file with the tar as it came and a file system image that points into it, can come beside
/// [DirectoryForm].
///
/// A layer is made by [#extract], then [#complete], both in a temporary directory; afterwards it only is read.
interface LayerForm {

    /// Writes what a tar holds, as far as it does not depend on the layers below.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if the tar is malformed or hostile; the message names the
    ///     entry
    LayerTree extract(TarWindows tar, Path directory) throws IOException;

    /// Finishes what [#extract] began.
    ///
    /// @param lower what is below; it fills in what the tree leaves open
    void complete(Path directory, LayerTree tree, LowerLayers lower);

    /// Writes the layer's tar as it was.
    ///
    /// @throws dev.onionyard.error.CorruptedException if a file was changed on disk
    void writeTar(Path directory, StoredIndex index, OutputStream out) throws IOException;

    /// @throws dev.onionyard.error.CorruptedException with the first path that differs
    void verify(Path directory, Layer layer, StoredIndex index, ProgressListener progress) throws IOException;
}
