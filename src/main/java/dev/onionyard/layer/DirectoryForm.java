package dev.onionyard.layer;

import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarWindows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// A layer as a directory of files, which every kernel with overlayfs can use as a lower directory.
record DirectoryForm(Privilege privilege) implements LayerForm {

    @Override
    public LayerTree extract(TarWindows tar, Path directory) throws IOException {
        try (var files = new TreeFiles(directory, privilege)) {
            return TreeExtractor.extract(tar, files);
        }
    }

    @Override
    public void complete(Path directory, LayerTree tree, LowerLayers lower) {
        try (var files = new TreeFiles(directory, privilege)) {
            lower.complete(tree, files);
            LayerTree.depthFirst(tree.root).stream().filter(Node::isDirectory).forEach(files::finishFolder);
        }
    }

    @Override
    public void writeTar(Path directory, StoredIndex index, OutputStream out) throws IOException {
        try (var tar = new TarRebuilder(directory, index, out, TarRebuilder.PayloadListener.NONE)) {
            tar.write();
        }
    }

    @Override
    public void verify(Path directory, Layer layer, StoredIndex index, ProgressListener progress) throws IOException {
        new LayerVerifier(layer, directory, index, privilege).verify(progress);
    }
}
