package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.Containers;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Onions;
import dev.onionyard.web.Flash;
import dev.onionyard.web.images.OnionFigure;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The page of one container. Each tab has an address of its own, so that it can be linked to and works without
/// script.
@Controller
class ContainerController {

    private static final int LOG_LINES_WITHOUT_SCRIPT = 200;

    private final Containers containers;
    private final ContainerHead head;
    private final ContainerLogs logs;
    private final FileChanges changes;
    private final ContainerInspection inspection;
    private final Onions onions;

    ContainerController(
            Containers containers,
            ContainerHead head,
            ContainerLogs logs,
            FileChanges changes,
            ContainerInspection inspection,
            Onions onions) {
        this.containers = containers;
        this.head = head;
        this.logs = logs;
        this.changes = changes;
        this.inspection = inspection;
        this.onions = onions;
    }

    @GetMapping("/containers/{id}")
    String overview(@PathVariable String id, HttpServletRequest request, Model model) {
        Container container = head.open(id, "overview", request, model);
        model.addAttribute("facts", ContainerFacts.of(container));
        return "containers/overview";
    }

    @GetMapping("/containers/{id}/logs")
    String logs(@PathVariable String id, HttpServletRequest request, Model model) {
        Container container = head.open(id, "logs", request, model);
        model.addAttribute("lines", lastLines(container));
        return "containers/logs";
    }

    @GetMapping("/containers/{id}/terminal")
    String terminal(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String begin,
            HttpServletRequest request,
            Model model) {
        head.open(id, "terminal", request, model);
        model.addAttribute("begin", begin.equals("attach") ? begin : "");
        return "containers/terminal";
    }

    @GetMapping("/containers/{id}/stats")
    String stats(@PathVariable String id, HttpServletRequest request, Model model) {
        head.open(id, "stats", request, model);
        return "containers/stats";
    }

    @GetMapping("/containers/{id}/changes")
    String changes(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sign,
            HttpServletRequest request,
            Model model) {
        Container container = head.open(id, "changes", request, model);
        model.addAttribute("changes", changes.of(container, q.strip(), sign));
        model.addAttribute("mounts", ContainerFacts.mounts(container));
        model.addAttribute("q", q.strip());
        model.addAttribute("sign", sign);
        return "containers/changes";
    }

    /// The image's onion with the writable layer as its outermost ring.
    ///
    /// @param step the ring to tell about; the writable layer if it is missing or out of range
    @GetMapping("/containers/{id}/onion")
    String onion(
            @PathVariable String id,
            @RequestParam(defaultValue = "-1") int step,
            HttpServletRequest request,
            Model model) {
        Container container = head.open(id, "onion", request, model);
        FileChanges.Summary written = changes.of(container, "", "");
        OnionFigure figure = figure(container, written.bytes());
        if (figure != null) {
            int last = figure.rings().size() - 1;
            model.addAttribute("ring", figure.rings().get(step < 0 || step > last ? last : step));
        }
        model.addAttribute("figure", figure);
        model.addAttribute("changes", written);
        return "containers/onion";
    }

    /// Null if the image has been removed under the container.
    private @Nullable OnionFigure figure(Container container, long written) {
        try {
            return OnionFigure.of(onions.of(container.image()), new OnionFigure.Writable(written));
        } catch (NotFoundException e) {
            return null;
        }
    }

    @GetMapping("/containers/{id}/inspect")
    String inspect(@PathVariable String id, HttpServletRequest request, Model model) {
        Container container = head.open(id, "inspect", request, model);
        model.addAttribute("json", inspection.json(container));
        return "containers/inspect";
    }

    @PostMapping("/containers/{id}/rename")
    String rename(@PathVariable String id, @RequestParam String name, RedirectAttributes redirect) {
        Container container = containers.get(id);
        try {
            containers.rename(container.id(), name.strip());
            Flash.success(redirect, "containers.renamed", container.name(), name.strip());
        } catch (EngineException e) {
            Flash.failure(redirect, e);
        }
        return "redirect:/containers/" + container.shortId();
    }

    private List<LogText.Piece> lastLines(Container container) {
        var text = new LogText();
        var lines = new ArrayList<LogText.Piece>();
        var query = new ContainerLogs.Query(true, true, LOG_LINES_WITHOUT_SCRIPT, null, null, false);
        logs.read(container.id(), query, line -> lines.add(text.piece(line)));
        return lines;
    }
}
