package dev.onionyard.event;

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

    /// Runs `work` with this initiator as the current one and lets its result or exception through.
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }
}
