package dev.onionyard.archive;

import dev.onionyard.image.Image;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Back up and restore images, import file trees. Audited as `image.restore`, `image.backup`, `image.import`.
public interface ImageArchives {

    /// The format of a backup.
    enum Format {
        DOCKER_ARCHIVE,
        OCI_LAYOUT
    }

    /// Restores every image of an archive: docker-archive or OCI layout, itself plain, gzip or zstd, told by its
    /// content. One pass over the stream: layers are registered while they arrive, several at once. If anything is
    /// wrong nothing is restored, and layers that only the failed restore brought are removed.
    ///
    /// @param source where the archive comes from, for the audit row: a file name
    /// @return the restored images in the order of the archive
    List<Image> restore(InputStream archive, String source, ProgressListener progress) throws IOException;

    /// A backup that is ready to be written.
    interface Backup {

        /// Length in bytes, where it is known before writing.
        OptionalLong length();

        String fileName();

        void writeTo(OutputStream out, ProgressListener progress) throws IOException;
    }

    /// Prepares a backup of one or several images, each given by id or name; tags named here go along, an id brings all
    /// its tags.
    Backup backup(List<String> namesOrIds, Format format);

    /// Imports a root file system tar as a one-layer image.
    ///
    /// @param changes Dockerfile instructions as `docker import --change` takes them: `CMD ["sh"]`, `ENV A=b`
    /// @param platform what the files are for
    Image importFiles(
            InputStream tar,
            String source,
            @Nullable ImageReference tag,
            String message,
            List<String> changes,
            Platform platform,
            ProgressListener progress)
            throws IOException;

    /// As the other, for this host.
    default Image importFiles(
            InputStream tar,
            String source,
            @Nullable ImageReference tag,
            String message,
            List<String> changes,
            ProgressListener progress)
            throws IOException {
        return importFiles(tar, source, tag, message, changes, Platform.host(), progress);
    }
}
