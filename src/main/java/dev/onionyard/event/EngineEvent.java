package dev.onionyard.event;

import java.time.Instant;
import java.util.Map;

/// One thing that happened, as Docker's `/events` tells it.
///
/// @param action Docker's word, for example `create`, `die`, `tag`
/// @param actorId the container, image, volume or network
/// @param attributes Docker's attributes: `name`, `image`, `exitCode` and so on
public record EngineEvent(Instant time, Type type, String action, String actorId, Map<String, String> attributes) {

    /// What kind of object the event is about.
    public enum Type {
        CONTAINER,
        IMAGE,
        VOLUME,
        NETWORK
    }

    public EngineEvent {
        attributes = Map.copyOf(attributes);
    }
}
