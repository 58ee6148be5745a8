package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ContainerLocksTests {

    private final ContainerLocks locks = new ContainerLocks();

    @Test
    void letsOneAtATimeWorkOnAContainer() throws Exception {
        var count = new int[1];
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        locks.holding("a", () -> {
                            count[0]++;
                        });
                    }
                }));
            }
            for (Future<?> done : work) {
                done.get();
            }
        }
        assertThat(count[0]).isEqualTo(40_000);
    }

    @Test
    void letsDifferentContainersWorkAtOnceAndIsReentrant() throws Exception {
        var inside = new CountDownLatch(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (String id : List.of("a", "b")) {
                threads.submit(() -> locks.holding(
                        id,
                        () -> locks.holding(id, () -> {
                            inside.countDown();
                            awaitQuietly(inside);
                        })));
            }
        }
        assertThat(inside.getCount()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
