package dev.onionyard.web;

import dev.onionyard.event.Initiator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.stereotype.Component;

/// Threads for answers that are written bit by bit: one platform thread a stream, as many as there are streams.
/// The request's [Initiator] goes with it.
@Component
class StreamThreads implements AsyncTaskExecutor, DisposableBean {

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("stream-", 1).daemon().factory());

    @Override
    public void execute(Runnable task) {
        Initiator initiator = Initiator.current();
        threads.execute(() -> initiator.run(task));
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
