package dev.onionyard.event;

import java.util.function.Supplier;

/// Who asked for the work that the current thread does, by what way, and from where.
///
/// Adapters bind it with [#call] around each request; a job carries it to its own thread. Unbound means the engine
/// itself ([#SYSTEM]).
///
/// @param name the user's name
/// @param origin the caller's address, or the socket's path
public record Initiator(String name, Channel channel, String origin) {

    /// The way a request came in.
    public enum Channel {
        BROWSER,
        DOCKER_API,
        TOKEN,
        SYSTEM
    }

    public static final Initiator SYSTEM = new Initiator("system", Channel.SYSTEM, "local");

    private static final ScopedValue<Initiator> CURRENT = ScopedValue.newInstance();

    public static Initiator current() {
        return CURRENT.orElse(SYSTEM);
    }

    public <T> T call(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(work::get);
    }

    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }
}
