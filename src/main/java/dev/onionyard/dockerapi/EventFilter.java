package dev.onionyard.dockerapi;

import dev.onionyard.event.EngineEvent;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The filters of `/events` (Engine API, SystemEvents), by dockerd's rules: most take the beginning of an id or a name,
/// an image is named in full or without its tag.
record EventFilter(Filters filters) {

    /// Their events carry the command or the state after a colon: these words take the beginning.
    private static final Set<String> OPEN_ENDED = Set.of("health_status", "exec_create", "exec_start");

    boolean accepts(EngineEvent event) {
        return filters.any("type", typeWord(event)::equals)
                && filters.any("event", word -> acceptsAction(event.action(), word))
                && filters.any("scope", "local"::equals)
                && acceptsActor(event, "container", EngineEvent.Type.CONTAINER)
                && acceptsActor(event, "volume", EngineEvent.Type.VOLUME)
                && acceptsActor(event, "network", EngineEvent.Type.NETWORK)
                && filters.any("image", image -> acceptsImage(event, image))
                // Kinds of objects that this engine has none of: nothing is about them.
                && Set.of("daemon", "plugin", "service", "node", "secret", "config").stream()
                        .noneMatch(filters::has)
                && filters.labels(event.attributes());
    }

    static String typeWord(EngineEvent event) {
        return event.type().name().toLowerCase(Locale.ROOT);
    }

    private static boolean acceptsAction(String action, String word) {
        return action.equals(word) || OPEN_ENDED.stream().anyMatch(word::startsWith) && action.startsWith(word);
    }

    private boolean acceptsActor(EngineEvent event, String filter, EngineEvent.Type type) {
        return filters.any(
                filter,
                wanted -> event.type() == type
                        && (event.actorId().startsWith(wanted)
                                || event.attributes().getOrDefault("name", "").startsWith(wanted)));
    }

    private static boolean acceptsImage(EngineEvent event, String wanted) {
        Map<String, String> attributes = event.attributes();
        String name = attributes.getOrDefault(event.type() == EngineEvent.Type.IMAGE ? "name" : "image", "");
        return wanted.equals(event.actorId())
                || wanted.equals(name)
                || wanted.equals(withoutTag(event.actorId()))
                || wanted.equals(withoutTag(name));
    }

    private static String withoutTag(String name) {
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    }
}
