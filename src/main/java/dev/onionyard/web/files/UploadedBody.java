package dev.onionyard.web.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CancellationException;

/// The body of an upload. When the browser goes away before the end, the work that reads it is cancelled rather
/// than failed: somebody pressed cancel or closed the page.
public final class UploadedBody extends FilterInputStream {

    public UploadedBody(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw cancelled(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw cancelled(e);
        }
    }

    private static CancellationException cancelled(IOException cause) {
        var cancellation = new CancellationException("the upload ended before the file did");
        cancellation.initCause(cause);
        return cancellation;
    }
}
