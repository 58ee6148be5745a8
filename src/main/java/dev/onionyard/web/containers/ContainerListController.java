package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.error.EngineException;
import dev.onionyard.web.Flash;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The list of containers, and what can be done from it to one or several of them.
@Controller
class ContainerListController {

    static final int PAGE_SIZE = 100;

    private final Containers containers;
    private final ContainerActs acts;
    private final WritableLayerSizes sizes;
    private final ContainerLoss loss;
    private final HealthChecks health;

    ContainerListController(
            Containers containers,
            ContainerActs acts,
            WritableLayerSizes sizes,
            ContainerLoss loss,
            HealthChecks health) {
        this.containers = containers;
        this.acts = acts;
        this.sizes = sizes;
        this.loss = loss;
        this.health = health;
    }

    @GetMapping("/containers")
    String list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "created") String sort,
            @RequestParam(defaultValue = "desc") String order,
            @RequestParam(defaultValue = "0") int page,
            HttpServletRequest request,
            Model model) {
        List<Container> all = containers.all();
        List<Container> found = all.stream()
                .filter(container -> ContainerRow.found(container, q.strip()))
                .toList();
        List<Container> shown = found.stream()
                .filter(container -> inState(container, state))
                .sorted(comparator(sort, order))
                .toList();
        int pages = Math.max(1, Math.ceilDiv(shown.size(), PAGE_SIZE));
        int current = Math.clamp(page, 0, pages - 1);
        List<Container> onPage =
                shown.stream().skip((long) current * PAGE_SIZE).limit(PAGE_SIZE).toList();
        Map<String, Long> measured = sizes.of(onPage);
        model.addAttribute(
                "rows",
                onPage.stream()
                        .map(container -> row(container, request.getServerName(), measured.get(container.id())))
                        .toList());
        model.addAttribute("measuring", measured.size() < onPage.size());
        model.addAttribute("counts", counts(found));
        model.addAttribute("any", !all.isEmpty());
        model.addAttribute("found", shown.size());
        model.addAttribute("q", q.strip());
        model.addAttribute("state", state);
        model.addAttribute("sort", sort);
        model.addAttribute("ascending", order.equals("asc"));
        model.addAttribute("page", current);
        model.addAttribute("pages", pages);
        return "containers/list";
    }

    private ContainerRow row(Container container, String host, @Nullable Long size) {
        HealthView known = HealthView.of(health, container);
        return ContainerRow.of(container, host, known == null ? null : known.brief(), size);
    }

    /// Asks before something is lost: names the containers, and says what goes with them.
    @GetMapping("/containers/confirm")
    String confirm(
            @RequestParam String act,
            @RequestParam(required = false) @Nullable List<String> id,
            @RequestParam(defaultValue = "") String back,
            Model model) {
        ContainerAct chosen = ContainerAct.of(act);
        List<Container> targets = targets(id);
        model.addAttribute("act", chosen.word());
        model.addAttribute("targets", loss.of(targets));
        model.addAttribute("anyRunning", targets.stream().anyMatch(ContainerAct.STOP::fits));
        model.addAttribute(
                "anyAnonymous",
                targets.stream().flatMap(target -> target.mounts().stream()).anyMatch(Container.MountPoint::anonymous));
        model.addAttribute("back", within(back));
        return "containers/confirm";
    }

    @PostMapping("/containers/actions")
    String perform(
            @RequestParam String act,
            @RequestParam(required = false) @Nullable List<String> id,
            @RequestParam(defaultValue = "false") boolean force,
            @RequestParam(defaultValue = "false") boolean volumes,
            @RequestParam(defaultValue = "") String back,
            RedirectAttributes redirect) {
        ContainerAct chosen = ContainerAct.of(act);
        List<Container> targets = targets(id);
        if (targets.isEmpty()) {
            Flash.warning(redirect, "containers.none-selected");
            return "redirect:" + within(back);
        }
        try {
            var progress = acts.perform(chosen, targets, new ContainerActs.Options(force, volumes));
            String key = progress.running().isPresent() ? "containers.goes-on." : "containers.done.";
            Flash.success(redirect, key + chosen.word(), targets.size(), ContainerActs.names(targets));
        } catch (EngineException e) {
            Flash.failure(redirect, e);
        }
        return "redirect:" + within(back);
    }

    /// Those of the chosen ones that still exist: another tab may have removed one.
    private List<Container> targets(@Nullable List<String> ids) {
        return ids == null
                ? List.of()
                : ids.stream()
                        .distinct()
                        .map(containers::find)
                        .flatMap(Optional::stream)
                        .toList();
    }

    /// A page of containers to go back to, and no other address.
    static String within(String back) {
        return back.matches("/containers(?:[/?][^\\p{Cntrl}\\\\]*)?") && !back.contains("//") ? back : "/containers";
    }

    private static boolean inState(Container container, String state) {
        return state.isEmpty() || container.status().state().name().equalsIgnoreCase(state);
    }

    private static Map<String, Long> counts(List<Container> found) {
        Map<ContainerState, Long> byState = new EnumMap<>(ContainerState.class);
        found.forEach(container -> byState.merge(container.status().state(), 1L, Long::sum));
        var counts = new java.util.LinkedHashMap<String, Long>();
        Arrays.stream(ContainerState.values())
                .filter(byState::containsKey)
                .forEach(state -> counts.put(state.name().toLowerCase(Locale.ROOT), byState.get(state)));
        return counts;
    }

    private static Comparator<Container> comparator(String sort, String order) {
        Comparator<Container> comparator = switch (sort) {
            case "name" -> Comparator.comparing(container -> container.name().toLowerCase(Locale.ROOT));
            case "image" -> Comparator.comparing(Container::imageName);
            case "state" -> Comparator.comparing(container -> container.status().state());
            default -> Comparator.comparing(Container::created);
        };
        return order.equals("asc") ? comparator : comparator.reversed();
    }
}
