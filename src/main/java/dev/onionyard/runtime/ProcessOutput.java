package dev.onionyard.runtime;

import java.io.IOException;

/// Receives what a process prints, on the connection's own thread. With a terminal everything is standard
/// output.
public interface ProcessOutput {

    void stdout(byte[] bytes, int length) throws IOException;

    void stderr(byte[] bytes, int length) throws IOException;

    /// Throws everything away.
    ProcessOutput NONE = new ProcessOutput() {
        @Override
        public void stdout(byte[] bytes, int length) {}

        @Override
        public void stderr(byte[] bytes, int length) {}
    };
}
