package dev.onionyard.web.networks;

import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.network.Network;
import dev.onionyard.network.Networks;
import dev.onionyard.web.Flash;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The list of networks, and the clean-up of those that nobody uses.
@Controller
class NetworkListController {

    static final int PAGE_SIZE = 50;

    private final Networks networks;
    private final ContainerNetworking networking;

    NetworkListController(Networks networks, ContainerNetworking networking) {
        this.networks = networks;
        this.networking = networking;
    }

    @GetMapping("/networks")
    String list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(defaultValue = "asc") String order,
            @RequestParam(defaultValue = "0") int page,
            Model model) {
        List<NetworkRow> found = networks.all().stream()
                .map(network -> new NetworkRow(network, networking.members(network)))
                .filter(row -> row.matches(q.strip()))
                .sorted(comparator(sort, order))
                .toList();
        int pages = Math.max(1, Math.ceilDiv(found.size(), PAGE_SIZE));
        int current = Math.clamp(page, 0, pages - 1);
        model.addAttribute(
                "rows",
                found.stream().skip((long) current * PAGE_SIZE).limit(PAGE_SIZE).toList());
        model.addAttribute("found", found.size());
        model.addAttribute("q", q.strip());
        model.addAttribute("sort", sort);
        model.addAttribute("ascending", order.equals("asc"));
        model.addAttribute("page", current);
        model.addAttribute("pages", pages);
        return "networks/list";
    }

    /// Names what a clean-up would remove.
    @GetMapping("/networks/-/clean-up")
    String preview(Model model) {
        model.addAttribute(
                "rows",
                networks.unused().stream()
                        .map(network -> new NetworkRow(network, networking.members(network)))
                        .toList());
        return "networks/clean-up";
    }

    /// Removes only what the preview named.
    @PostMapping("/networks/-/clean-up")
    String cleanUp(@RequestParam(name = "network", defaultValue = "") List<String> ids, RedirectAttributes redirect) {
        List<Network> removed = networks.prune(network -> ids.contains(network.id()));
        if (removed.isEmpty()) {
            Flash.warning(redirect, "networks.clean-up.nothing");
        } else {
            Flash.success(
                    redirect,
                    "networks.clean-up.done",
                    String.join(", ", removed.stream().map(Network::name).toList()));
        }
        return "redirect:/networks";
    }

    private static Comparator<NetworkRow> comparator(String sort, String order) {
        Comparator<NetworkRow> byName =
                Comparator.comparing(row -> row.network().name());
        Comparator<NetworkRow> chosen = switch (sort) {
            case "name" -> byName;
            case "driver" -> Comparator.comparing(NetworkRow::driver);
            case "containers" -> Comparator.comparing(row -> row.members().size());
            case "created" -> Comparator.comparing(row -> row.network().created());
            default -> Comparator.comparing(row -> !row.network().builtIn());
        };
        return (order.equals("desc") ? chosen.reversed() : chosen).thenComparing(byName);
    }
}
