package dev.onionyard.build;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Passes the events of steps on in the order of their numbers: those of a later stage that runs side by side wait
/// until all steps before have ended. For clients that show one text.
final class OrderedEvents implements Consumer<BuildEvent> {

    private final Consumer<BuildEvent> next;
    private final Map<Integer, Deque<BuildEvent>> waiting = new HashMap<>();
    private final TreeSet<Integer> ended = new TreeSet<>();
    private int current = 1;

    OrderedEvents(Consumer<BuildEvent> next) {
        this.next = next;
    }

    @Override
    public synchronized void accept(BuildEvent event) {
        int number = number(event);
        if (number == 0) {
            if (event instanceof BuildEvent.Ended) {
                flush();
            }
            next.accept(event);
            return;
        }
        if (number == current) {
            next.accept(event);
        } else {
            waiting.computeIfAbsent(number, key -> new ArrayDeque<>()).add(event);
        }
        if (event instanceof BuildEvent.StepEnded) {
            ended.add(number);
            advance();
        }
    }

    private void advance() {
        while (ended.remove(current)) {
            current++;
            Deque<BuildEvent> events = waiting.remove(current);
            if (events != null) {
                events.forEach(next);
            }
        }
    }

    /// A build that ends early still says what its other stages did.
    private void flush() {
        new TreeSet<>(waiting.keySet()).forEach(number -> {
            Deque<BuildEvent> events = waiting.remove(number);
            if (events != null) {
                events.forEach(next);
            }
        });
    }

    private static int number(BuildEvent event) {
        return switch (event) {
            case BuildEvent.StepStarted step -> step.number();
            case BuildEvent.ContainerStarted container -> container.number();
            case BuildEvent.Output output -> output.number();
            case BuildEvent.StepEnded step -> step.number();
            case BuildEvent.Warning warning -> 0;
            case BuildEvent.Ended end -> 0;
        };
    }
}
