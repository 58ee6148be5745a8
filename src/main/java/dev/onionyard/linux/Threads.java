package dev.onionyard.linux;

import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Threads for work that changes the thread itself, such as its namespaces: they are thrown away afterwards.
final class Threads {

    private Threads() {}

    /// Runs work on a thread of its own and waits for it; what it throws is thrown here.
    static <T> T call(String name, Supplier<T> work) {
        var task = new FutureTask<T>(work::get);
        join(Thread.ofPlatform().name(name).start(task));
        if (task.state() == Future.State.SUCCESS) {
            return task.resultNow();
        }
        throw failure(task.exceptionNow());
    }

    private static RuntimeException failure(Throwable thrown) {
        return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
    }

    /// Not interruptible: the caller must know how it ended.
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
