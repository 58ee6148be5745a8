package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerProcesses;
import dev.onionyard.container.ContainerProcesses.Table;
import dev.onionyard.error.EngineException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// What goes on in a container: the tabs Processes and Events.
@Controller
class ContainerWatchController {

    private static final Table NOTHING = new Table(List.of(), List.of());

    private final ContainerHead head;
    private final ContainerProcesses processes;
    private final EngineEvents events;

    ContainerWatchController(ContainerHead head, ContainerProcesses processes, EngineEvents events) {
        this.head = head;
        this.processes = processes;
        this.events = events;
    }

    /// As `docker top` has them.
    @GetMapping("/containers/{id}/processes")
    String processes(@PathVariable String id, HttpServletRequest request, Model model) {
        Container container = head.open(id, "processes", request, model);
        model.addAttribute("processes", processesOf(container));
        return "containers/processes";
    }

    private Table processesOf(Container container) {
        if (!container.status().state().alive()) {
            return NOTHING;
        }
        try {
            return processes.top(container.id(), "-ef");
        } catch (EngineException e) {
            // It has just ended: the head says so.
            return NOTHING;
        }
    }

    /// What happened to a container.
    ///
    /// @param details attributes that say more than what the page says anyway
    record Happening(Instant time, String action, String details) {

        private static final List<String> SAID_ANYWAY = List.of("image", "name");

        static Happening of(EngineEvent event, Map<String, String> labels) {
            String details = event.attributes().entrySet().stream()
                    .filter(attribute -> !SAID_ANYWAY.contains(attribute.getKey()))
                    .filter(attribute -> !labels.containsKey(attribute.getKey()))
                    .sorted(Map.Entry.comparingByKey())
                    .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                    .collect(Collectors.joining(", "));
            return new Happening(event.time(), event.action(), details);
        }
    }

    /// What the server remembers since its start, newest first.
    @GetMapping("/containers/{id}/events")
    String events(@PathVariable String id, HttpServletRequest request, Model model) {
        Container container = head.open(id, "events", request, model);
        model.addAttribute(
                "happenings",
                events.since(Instant.EPOCH).reversed().stream()
                        .filter(event -> event.type() == EngineEvent.Type.CONTAINER)
                        .filter(event -> event.actorId().equals(container.id()))
                        .map(event -> Happening.of(event, container.request().labels()))
                        .toList());
        return "containers/events";
    }
}
