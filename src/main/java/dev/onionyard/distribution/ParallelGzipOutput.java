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
import java.util.zip.Deflater;

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
    private final int level;
    private final int ahead;
    private final Deque<Future<byte[]>> compressing = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private byte[] block = new byte[BLOCK];
    private byte[] dictionary = {};
    private int filled;
    private long bytes;

    /// @param level of deflate, 1 to 9
    /// @param ahead blocks in memory at once
    ParallelGzipOutput(OutputStream out, ExecutorService threads, int level, int ahead) throws IOException {
        this.out = out;
        this.threads = threads;
        this.level = level;
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
        compressing.add(threads.submit(() -> deflate(content, length, before, last)));
        dictionary = Arrays.copyOfRange(content, Math.max(0, length - DICTIONARY), length);
        block = new byte[BLOCK];
        filled = 0;
    }

    private byte[] deflate(byte[] content, int length, byte[] before, boolean last) {
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setDictionary(before);
            deflater.setInput(content, 0, length);
            byte[] target = new byte[length + (length >> 3) + 64];
            int size = 0;
            if (last) {
                deflater.finish();
            }
            while (true) {
                // A full byte at the end of each block, so that blocks can stand one after the other.
                int mode = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
                int count = deflater.deflate(target, size, target.length - size, mode);
                size += count;
                if (size < target.length) {
                    return Arrays.copyOf(target, size);
                }
                target = Arrays.copyOf(target, target.length * 2);
            }
        } finally {
            deflater.end();
        }
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
