package dev.onionyard.layer;

import dev.onionyard.tar.TarWindows;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands the same bytes from one thread that reads them to several that use them, without copying: a ring of
/// chunks, each used again when every receiver is past it. The reader waits for the slowest receiver, so memory is
/// bounded.
///
/// Whoever fails calls [#abort]; all others then stop with a [CancellationException].
final class ChunkBroadcast {

    /// A multiple of 512, as [TarWindows] wants it; small enough to stay in the processor's cache between
    /// receivers.
    static final int CHUNK_BYTES = 256 * 1024;

    private static final int CHUNKS = 24;
    private static final int CHUNKS_KEPT = 32;

    /// Memory that was used before is faster than fresh memory.
    private static final Queue<byte[]> SPARE = new ConcurrentLinkedQueue<>();

    private final byte[] @Nullable [] ring = new byte[CHUNKS][];
    private final int[] lengths = new int[CHUNKS];
    private final long[] positions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long published;
    private boolean ended;
    private boolean aborted;

    ChunkBroadcast(int receivers) {
        this.positions = new long[receivers];
    }

    /// The next chunk to fill; waits until all receivers are past what was in it.
    byte[] claim() throws IOException {
        lock.lock();
        try {
            while (!aborted && published - slowest() >= CHUNKS) {
                await();
            }
            checkAborted();
            int slot = (int) (published % CHUNKS);
            byte[] chunk = ring[slot];
            if (chunk == null) {
                chunk = takeChunk();
                ring[slot] = chunk;
            }
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    /// Gives the claimed chunk to the receivers. All but the last are filled to the end.
    void publish(int length) {
        lock.lock();
        try {
            lengths[(int) (published % CHUNKS)] = length;
            published++;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Says that there are no more chunks.
    void end() {
        lock.lock();
        try {
            ended = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void abort() {
        lock.lock();
        try {
            aborted = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Gives the memory back; call it when all receivers are done.
    void release() {
        for (int i = 0; i < CHUNKS; i++) {
            byte[] chunk = ring[i];
            if (chunk != null && SPARE.size() < CHUNKS_KEPT) {
                SPARE.add(chunk);
            }
            ring[i] = null;
        }
    }

    /// The chunks as receiver number `index` sees them; for one thread.
    TarWindows receiver(int index) {
        return new Receiver(index);
    }

    private static byte[] takeChunk() {
        byte[] spare = SPARE.poll();
        return spare == null ? new byte[CHUNK_BYTES] : spare;
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (long position : positions) {
            slowest = Math.min(slowest, position);
        }
        return slowest;
    }

    private void await() throws IOException {
        try {
            moved.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was registered");
        }
    }

    private void checkAborted() {
        if (aborted) {
            throw new CancellationException("registering the layer was stopped");
        }
    }

    private final class Receiver implements TarWindows {

        private final int index;
        private boolean holds;
        private byte[] current = new byte[0];

        Receiver(int index) {
            this.index = index;
        }

        @Override
        public int advance() throws IOException {
            lock.lock();
            try {
                if (holds) {
                    positions[index]++;
                    holds = false;
                    moved.signalAll();
                }
                while (!aborted && !ended && positions[index] == published) {
                    await();
                }
                checkAborted();
                return positions[index] == published ? -1 : take();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public byte[] bytes() {
            return current;
        }

        private int take() {
            int slot = (int) (positions[index] % CHUNKS);
            byte[] chunk = ring[slot];
            if (chunk == null) {
                throw new IllegalStateException("chunk " + positions[index] + " was published empty");
            }
            current = chunk;
            holds = true;
            return lengths[slot];
        }
    }
}
