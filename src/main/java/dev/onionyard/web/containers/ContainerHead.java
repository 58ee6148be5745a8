package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle;
import dev.onionyard.container.ContainerLifecycle.ExitReason;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.container.HealthChecks;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/// Puts what all tabs of a container's page show into their model: head and tab.
@Component
class ContainerHead {

    private final Containers containers;
    private final ContainerLifecycle lifecycle;
    private final HealthChecks health;

    ContainerHead(Containers containers, ContainerLifecycle lifecycle, HealthChecks health) {
        this.containers = containers;
        this.lifecycle = lifecycle;
        this.health = health;
    }

    Container open(String id, String tab, HttpServletRequest request, Model model) {
        Container container = containers.get(id);
        model.addAttribute("c", ContainerPage.of(container, exitOf(container), request.getServerName()));
        model.addAttribute("tab", tab);
        model.addAttribute("health", HealthView.of(health, container));
        return container;
    }

    private @Nullable ExitReason exitOf(Container container) {
        ContainerState state = container.status().state();
        boolean stopped = state == ContainerState.EXITED || state == ContainerState.DEAD;
        boolean failed = !state.alive() && !container.status().error().isEmpty();
        return stopped || failed ? lifecycle.explainExit(container.id()) : null;
    }
}
