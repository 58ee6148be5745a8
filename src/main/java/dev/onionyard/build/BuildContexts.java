package dev.onionyard.build;

import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// Receives what a build may copy from. What was received lies below home until the build has ended or the context
/// is closed; what a crash leaves is swept at the next start.
public interface BuildContexts {

    /// Reads a tar, plain or compressed (gzip, bzip2, xz, zstd). A stream that is no tar is taken for a Dockerfile
    /// without context, as `docker build -` does.
    ReceivedContext receive(InputStream tar, ProgressListener progress) throws IOException;

    /// A Dockerfile and nothing to copy.
    ReceivedContext ofDockerfile(String text) throws IOException;

    /// What a remote address gives: a Git repository (`https://host/repo.git#branch:folder`), a tar, or a
    /// Dockerfile.
    ///
    /// @throws dev.onionyard.error.UnavailableException if it cannot be fetched, or git is not installed
    ReceivedContext fetch(String address, ProgressListener progress) throws IOException;

    /// Copies a folder of the server, without what its `.dockerignore` names. Only administrators may: the caller
    /// checks that.
    ReceivedContext ofFolder(Path folder, ProgressListener progress) throws IOException;

    /// An empty context to put files into, one after the other, as a browser uploads a folder.
    ReceivedContext empty() throws IOException;
}
