package dev.onionyard.distribution;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.CRC32;

/// Writes gzip (RFC 1952) on several threads, as pigz does: the content is cut into blocks, each is compressed
/// with the end of the one before as its dictionary, and together they are one member that every reader takes.
/// The same content gives the same bytes, whatever the number of threads.
final class ParallelGzipOutput extends OutputStream {

    private static final int BLOCK = 512 << 10;
    private static final int DICTIONARY = 32 << 10;

    /// No name, no time, unknown system: nothing that would make the digest another one.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream out;
    private final ExecutorService threads;
    private final int ahead;
    private final Deque<Future<byte[]>> compressing = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private byte[] block = new byte[BLOCK];
    private byte[] dictionary = {};
    private int filled;
    private long bytes;

    /// @param ahead blocks in memory at once
    ParallelGzipOutput(OutputStream out, ExecutorService threads, int ahead) throws IOException {
        this.out = out;
        this.threads = threads;
        this.ahead = ahead;
        out.write(HEADER);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        crc.update(source, offset, length);
        bytes += length;
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, BLOCK - filled);
            System.arraycopy(source, offset + done, block, filled, part);
            filled += part;
            done += part;
            if (filled == BLOCK) {
                submit(false);
            }
        }
    }

    /// Ends the member; does not close what is below.
    @Override
    public void close() throws IOException {
        submit(true);
        while (!compressing.isEmpty()) {
            writeNext();
        }
        writeLittleEndian((int) crc.getValue());
        writeLittleEndian((int) bytes);
        out.flush();
    }

    /// Gives up the blocks that are under way.
    void abort() {
        compressing.forEach(future -> future.cancel(true));
        compressing.clear();
    }

    private void submit(boolean last) throws IOException {
        while (compressing.size() >= ahead) {
            writeNext();
        }
        byte[] content = block;
        int length = filled;
        byte[] before = dictionary;
        compressing.add(threads.submit(() -> FastDeflater.compress(before, content, length, last)));
        dictionary = Arrays.copyOfRange(content, Math.max(0, length - DICTIONARY), length);
        block = new byte[BLOCK];
        filled = 0;
    }

    private void writeNext() throws IOException {
        try {
            out.write(compressing.remove().get());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while compressing");
        }
    }

    private void writeLittleEndian(int value) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }
}
