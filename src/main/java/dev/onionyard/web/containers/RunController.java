package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle;
import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.Containers;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.network.EndpointRequest;
import dev.onionyard.network.NetworkPlan;
import dev.onionyard.network.Networks;
import dev.onionyard.system.RuntimeReadiness;
import dev.onionyard.web.Flash;
import dev.onionyard.web.Permissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The run form: filled in by the image's own JSON (seed row S15), checked here, then created and started.
@Controller
class RunController {

    private final Containers containers;
    private final ContainerLifecycle lifecycle;
    private final Images images;
    private final ContainerNetworking networking;
    private final Networks networks;
    private final Permissions permissions;
    private final RuntimeReadiness readiness;

    /// An image to choose.
    record Choice(String name, String id, long size) {}

    RunController(
            Containers containers,
            ContainerLifecycle lifecycle,
            Images images,
            ContainerNetworking networking,
            Networks networks,
            Permissions permissions,
            RuntimeReadiness readiness) {
        this.containers = containers;
        this.lifecycle = lifecycle;
        this.images = images;
        this.networking = networking;
        this.networks = networks;
        this.permissions = permissions;
        this.readiness = readiness;
    }

    @GetMapping("/containers/new")
    ModelAndView form(@RequestParam(defaultValue = "") String image, @RequestParam(defaultValue = "") String mode) {
        if (image.isBlank()) {
            return new ModelAndView("containers/choose-image")
                    .addObject("images", choices())
                    .addObject("missing", "");
        }
        Optional<Image> found = images.find(image.strip());
        if (found.isEmpty()) {
            return new ModelAndView("containers/choose-image", HttpStatus.NOT_FOUND)
                    .addObject("images", choices())
                    .addObject("missing", image.strip());
        }
        ContainerRequest defaults = containers.defaultsOf(image.strip());
        RunForm form = withFreePorts(
                RunForm.of(defaults, found.get().config().process().healthCheck()));
        return page(mode.equals(RunForm.TERMINAL) ? form.withTerminal() : form, defaults, new FieldErrors());
    }

    @PostMapping("/containers/new")
    Object run(@RequestParam MultiValueMap<String, String> sent, RedirectAttributes redirect) {
        RunForm form = RunForm.of(sent);
        ContainerRequest defaults = containers.defaultsOf(form.image());
        String added = sent.getFirst("add");
        if (added != null) {
            return page(form.withRow(added), defaults, new FieldErrors());
        }
        var reading = RunFormReader.read(form, defaults, permissions.administer());
        ContainerRequest request = reading.request();
        if (request == null) {
            return page(form, defaults, reading.errors());
        }
        try {
            Container created = create(request, reading.aliases());
            return "redirect:" + begin(created, form, sent.containsKey("only-create"), redirect);
        } catch (ConflictException | InvalidInputException | NotFoundException | UnavailableException e) {
            reading.errors().addText(fieldOf(e), String.valueOf(e.getMessage()));
            return page(form, defaults, reading.errors());
        }
    }

    private Container create(ContainerRequest request, List<String> aliases) {
        if (aliases.isEmpty()) {
            return containers.create(request);
        }
        var endpoint = new EndpointRequest(request.host().network(), aliases, "", "");
        return networking.create(request, NetworkPlan.EMPTY.withEndpoints(List.of(endpoint)));
    }

    /// @return the page to go to
    private String begin(Container created, RunForm form, boolean onlyCreate, RedirectAttributes redirect) {
        String page = "/containers/" + created.shortId();
        if (onlyCreate) {
            Flash.success(redirect, "containers.created", created.name());
            return page;
        }
        try {
            lifecycle.start(created.id());
        } catch (EngineException e) {
            Flash.failure(redirect, e);
            return page;
        }
        return page + (form.interactive() ? "/terminal?begin=attach" : "/logs");
    }

    // The engine's messages name the field; a taken name is by far the most frequent of them.
    private static String fieldOf(EngineException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof ConflictException && message.contains("name")) {
            return "name";
        }
        return RunExtrasReader.fieldOf(message);
    }

    private ModelAndView page(RunForm form, ContainerRequest defaults, FieldErrors errors) {
        var status = errors.isEmpty() ? HttpStatus.OK : HttpStatus.BAD_REQUEST;
        Image image = images.get(form.image());
        RunForm original = RunForm.of(defaults, image.config().process().healthCheck());
        return new ModelAndView("containers/run", status)
                .addObject("form", form)
                .addObject("image", original)
                .addObject("imageEnv", RunForm.byName(original.env()))
                .addObject("imageLabels", RunForm.byName(original.labels()))
                .addObject("networks", networks.all())
                .addObject("errors", errors)
                .addObject("readiness", readiness.current())
                .addObject("imageId", image.id().shortForm());
    }

    /// A port of the host that another container already publishes would only fail; any free one is offered instead.
    private RunForm withFreePorts(RunForm form) {
        Set<Integer> taken = containers.all().stream()
                .filter(container -> container.status().state().alive())
                .flatMap(container -> container.ports().stream())
                .map(ContainerRequest.PortBinding::hostPort)
                .collect(Collectors.toSet());
        return form.withPorts(form.ports().stream()
                .map(port -> taken.contains(number(port.hostPort())) ? port.onAnyPort() : port)
                .toList());
    }

    private static int number(String text) {
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private List<Choice> choices() {
        return images.all().stream()
                .flatMap(image -> image.tags().isEmpty()
                        ? java.util.stream.Stream.of(
                                new Choice(image.id().shortForm(), image.id().shortForm(), image.size()))
                        : image.tags().stream()
                                .map(tag ->
                                        new Choice(tag.familiar(), image.id().shortForm(), image.size())))
                .sorted(java.util.Comparator.comparing(Choice::name))
                .toList();
    }
}
