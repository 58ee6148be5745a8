package dev.onionyard.web.networks;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.container.ContainerNetworking.Place;
import dev.onionyard.container.Containers;
import dev.onionyard.error.EngineException;
import dev.onionyard.network.EndpointRequest;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkRequest;
import dev.onionyard.network.Networks;
import dev.onionyard.web.Flash;
import dev.onionyard.web.containers.StateView;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// One network: what it is, who is in it, and what can be done with it.
@Controller
class NetworkController {

    private final Networks networks;
    private final Containers containers;
    private final ContainerNetworking networking;

    NetworkController(Networks networks, Containers containers, ContainerNetworking networking) {
        this.networks = networks;
        this.containers = containers;
        this.networking = networking;
    }

    /// A container in the network.
    ///
    /// @param place what it asked, and what it has while it runs
    record Membership(Container container, Place place) {

        public StateView state() {
            return StateView.of(container);
        }

        public String address() {
            return place.live().map(endpoint -> endpoint.address()).orElse("");
        }

        public String mac() {
            return place.live().map(endpoint -> endpoint.mac()).orElse("");
        }

        /// Names that others find it by, beside its own.
        public String aliases() {
            return String.join(", ", place.asked().aliases());
        }
    }

    @GetMapping("/networks/-/new")
    ModelAndView form() {
        return form(NetworkForm.EMPTY, Map.of());
    }

    @PostMapping("/networks/-/new")
    ModelAndView create(@RequestParam Map<String, String> sent, RedirectAttributes redirect) {
        NetworkForm form = NetworkForm.of(sent);
        var errors = new LinkedHashMap<String, String>();
        NetworkRequest request = form.request(errors);
        if (errors.isEmpty()) {
            try {
                Network created = networks.create(request);
                Flash.success(redirect, "networks.created", created.name());
                return new ModelAndView("redirect:/networks/" + created.id().substring(0, 12));
            } catch (EngineException e) {
                errors.put(NetworkForm.fieldOf(e), String.valueOf(e.getMessage()));
            }
        }
        ModelAndView again = form(form, errors);
        again.setStatus(HttpStatus.BAD_REQUEST);
        return again;
    }

    @GetMapping("/networks/{id}")
    String page(@PathVariable String id, Model model) {
        Network network = networks.get(id);
        List<Container> inside = networking.members(network);
        Set<String> ids = inside.stream().map(Container::id).collect(Collectors.toSet());
        model.addAttribute("row", new NetworkRow(network, inside));
        model.addAttribute("network", network);
        model.addAttribute(
                "members",
                inside.stream().map(container -> membership(container, network)).toList());
        model.addAttribute(
                "others",
                containers.all().stream()
                        .filter(container -> !ids.contains(container.id()) && movable(container))
                        .toList());
        return "networks/network";
    }

    @PostMapping("/networks/{id}/connect")
    String connect(
            @PathVariable String id,
            @RequestParam String container,
            @RequestParam(defaultValue = "") String address,
            @RequestParam(defaultValue = "") String aliases,
            RedirectAttributes redirect) {
        Network network = networks.get(id);
        try {
            Container joined = containers.get(container);
            networking.connect(joined.id(), new EndpointRequest(network.id(), words(aliases), address.strip(), ""));
            Flash.success(redirect, "networks.connected", joined.name(), network.name());
        } catch (EngineException e) {
            redirect.addFlashAttribute("connectError", e.getMessage());
            redirect.addFlashAttribute(
                    "connect", Map.of("container", container, "address", address, "aliases", aliases));
        }
        return "redirect:/networks/" + id;
    }

    @PostMapping("/networks/{id}/disconnect")
    String disconnect(@PathVariable String id, @RequestParam String container, RedirectAttributes redirect) {
        Network network = networks.get(id);
        try {
            networking.disconnect(container, network.id(), false);
            Flash.success(redirect, "networks.disconnected", container, network.name());
        } catch (EngineException e) {
            Flash.failure(redirect, e);
        }
        return "redirect:/networks/" + id;
    }

    /// Who depends on the network, for the question before it is removed.
    @GetMapping("/networks/{id}/dependants")
    String dependants(@PathVariable String id, Model model) {
        Network network = networks.get(id);
        model.addAttribute("row", new NetworkRow(network, networking.members(network)));
        return "networks/dependants";
    }

    @PostMapping("/networks/{id}/remove")
    String remove(@PathVariable String id, RedirectAttributes redirect) {
        Network network = networks.get(id);
        try {
            networks.remove(network.id());
            Flash.success(redirect, "networks.removed", network.name());
            return "redirect:/networks";
        } catch (EngineException e) {
            Flash.failure(redirect, e);
            return "redirect:/networks/" + id;
        }
    }

    private Membership membership(Container container, Network network) {
        Place place = networking.places(container.id()).stream()
                .filter(candidate -> candidate.network().filter(network::equals).isPresent())
                .findFirst()
                .orElseGet(() -> new Place(
                        network.name(), Optional.of(network), EndpointRequest.of(network.id()), Optional.empty()));
        return new Membership(container, place);
    }

    /// Containers that share another network cannot be moved.
    private static boolean movable(Container container) {
        String mode = container.request().host().network();
        return !mode.equals("host") && !mode.equals("none") && !mode.startsWith("container:");
    }

    private static List<String> words(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[,\\s]+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    private static ModelAndView form(NetworkForm form, Map<String, String> errors) {
        return new ModelAndView("networks/new").addObject("form", form).addObject("errors", errors);
    }
}
