package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import dev.onionyard.tar.TarWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Writes the layer of a `COPY` or `ADD` as a tar. Starts no container and mounts nothing.
///
/// The rules are those of Docker's classic builder: a folder's contents are copied, not the folder; a file goes into
/// a destination that is a folder or ends in a slash; folders on the way are made with mode 0755; a folder that meets
/// a link or file of the same name replaces it. One thing is better: a single file from another stage keeps its
/// capabilities.
final class CopyWriter {

    private static final int BUFFER = 256 * 1024;

    private final List<CopyItem> items;
    private final String destination;
    private final @Nullable Owner chown;
    private final OptionalInt chmod;
    private final Reproducibility times;
    private final ProgressListener progress;
    private final byte[] buffer = new byte[BUFFER];

    /// @param destination absolute; a slash at its end makes it a folder
    /// @param chown null to keep owners where the source keeps them
    CopyWriter(
            List<CopyItem> items,
            String destination,
            @Nullable Owner chown,
            OptionalInt chmod,
            Reproducibility times,
            ProgressListener progress) {
        this.items = items;
        this.destination = destination;
        this.chown = chown;
        this.chmod = chmod;
        this.times = times;
        this.progress = progress;
    }

    /// @param below the image so far
    void write(OutputStream out, SourceTree below) throws IOException {
        var tar = new TarWriter(new BufferedOutputStream(out, BUFFER));
        var target = new TargetTree(below, tar, times.now());
        for (CopyItem item : items) {
            new Copying(target, item).copy();
        }
        tar.finish();
    }

    /// One item on its way.
    private final class Copying {

        private final TargetTree target;
        private final CopyItem item;
        private final Map<String, String> linked = new HashMap<>();

        Copying(TargetTree target, CopyItem item) {
            this.target = target;
            this.item = item;
        }

        void copy() throws IOException {
            String place = target.locate(destination);
            if (item.entry().isDirectory()) {
                copyFolder(place);
            } else if (item.extract()) {
                extract(place);
            } else {
                copyFile(place);
            }
        }

        private void copyFolder(String place) throws IOException {
            if (target.exists(place) && !target.isDirectory(place)) {
                throw new InvalidInputException(
                        "cannot copy to non-directory: \"/" + place + "\" is a file in the image");
            }
            if (target.isDirectory(place)) {
                target.makeDirectory(place, Owner.ROOT);
            } else {
                target.makeParents(place, Owner.ROOT);
                target.put(
                        TarEntry.directory(place)
                                .withMode(chmod.orElse(0755))
                                .withOwner(newOwner().uid(), newOwner().gid())
                                .withModified(times.now()),
                        null);
            }
            copyChildren(item.entry(), place);
        }

        private void copyChildren(SourceEntry folder, String place) throws IOException {
            for (SourceEntry child : item.tree().children(folder.path())) {
                progress.checkCancelled();
                boolean left = item.excluded().excludes(item.relative(child));
                String path = place.isEmpty() ? child.name() : place + "/" + child.name();
                if (!left) {
                    target.makeParents(path, Owner.ROOT);
                    put(child, path);
                }
                if (child.isDirectory() && (!left || item.excluded().mayTakeBack())) {
                    copyChildren(child, path);
                }
            }
        }

        private void copyFile(String place) throws IOException {
            boolean into = destination.endsWith("/") || target.isDirectory(place);
            String path = !into ? place : place.isEmpty() ? item.name() : place + "/" + item.name();
            target.makeParents(path, newOwner());
            put(item.entry(), path);
        }

        private Owner newOwner() {
            return chown == null ? Owner.ROOT : chown;
        }

        private void put(SourceEntry entry, String path) throws IOException {
            String first = entry.inode().isEmpty() ? null : linked.putIfAbsent(entry.inode(), path);
            if (first != null) {
                target.put(attributes(TarEntry.hardLink(path, first), entry), null);
                return;
            }
            switch (entry.kind()) {
                case DIRECTORY -> target.put(attributes(TarEntry.directory(path), entry), null);
                case SYMLINK -> target.put(attributes(TarEntry.symlink(path, entry.linkTarget()), entry), null);
                case FILE ->
                    target.put(
                            attributes(TarEntry.file(path, entry.size()), entry),
                            out -> transfer(item.tree().open(entry), out));
                case FIFO -> putSpecial(entry, path, TarEntry.Type.FIFO);
                case CHARACTER_DEVICE -> putSpecial(entry, path, TarEntry.Type.CHARACTER_DEVICE);
                case BLOCK_DEVICE -> putSpecial(entry, path, TarEntry.Type.BLOCK_DEVICE);
            }
        }

        private void putSpecial(SourceEntry entry, String path, TarEntry.Type type) throws IOException {
            target.put(attributes(TarEntry.special(path, type, entry.deviceMajor(), entry.deviceMinor()), entry), null);
        }

        private TarEntry attributes(TarEntry entry, SourceEntry source) {
            boolean keeps = item.tree().keepsOwners() && chown == null;
            Owner owner = keeps ? new Owner(source.uid(), source.gid()) : newOwner();
            boolean isLink = source.kind() == SourceEntry.Kind.SYMLINK;
            int mode = isLink ? 0777 : chmod.orElse(source.mode());
            // As chown(2) does it: who changes the owner of a program takes these away.
            boolean cleared = !keeps && !source.isDirectory() && chmod.isEmpty();
            return entry.withMode(cleared ? withoutPrivilege(mode) : mode)
                    .withOwner(owner.uid(), owner.gid())
                    .withModified(times.of(source.modified()))
                    .withXattrs(keeps ? source.xattrs() : Map.of());
        }

        private static int withoutPrivilege(int mode) {
            int withoutSetuid = mode & ~04000;
            return (mode & 0010) == 0 ? withoutSetuid : withoutSetuid & ~02000;
        }

        /// The archive's own owners and modes count; folders of the image that it names get them too.
        private void extract(String place) throws IOException {
            target.makeDirectory(place, Owner.ROOT);
            try (BufferedInputStream plain = Archives.open(item)) {
                var archive = new TarReader(plain);
                for (TarEntry entry = archive.next(); entry != null; entry = archive.next()) {
                    extract(entry, archive, place);
                }
            }
        }

        private void extract(TarEntry entry, TarReader archive, String place) throws IOException {
            progress.checkCancelled();
            EntryPath name = EntryPath.of(entry.name());
            if (name.isRoot()) {
                return;
            }
            String full = join(place, name.value());
            // A link on the way is followed, as in a mounted tree.
            String path = join(target.locate(parentOf(full)), name.name());
            target.makeParents(path, Owner.ROOT);
            TarEntry moved = moved(entry, path, place);
            target.put(moved, moved.isFile() ? out -> transfer(archive.content(), out) : null);
        }

        private TarEntry moved(TarEntry entry, String path, String place) {
            String linkName = entry.type() == TarEntry.Type.HARD_LINK
                    ? join(place, EntryPath.of(entry.linkName()).value())
                    : entry.linkName();
            return new TarEntry(
                    path,
                    entry.type(),
                    entry.size(),
                    entry.mode(),
                    entry.uid(),
                    entry.gid(),
                    times.of(entry.modified()),
                    linkName,
                    entry.xattrs(),
                    entry.deviceMajor(),
                    entry.deviceMinor(),
                    false,
                    List.of());
        }

        private static String join(String folder, String name) {
            return folder.isEmpty() ? name : folder + "/" + name;
        }

        private static String parentOf(String path) {
            int slash = path.lastIndexOf('/');
            return slash < 0 ? "" : path.substring(0, slash);
        }
    }

    private void transfer(InputStream in, OutputStream out) throws IOException {
        try (in) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                out.write(buffer, 0, length);
                progress.advance(length);
            }
        }
    }
}
