package dev.onionyard.web.builds;

import dev.onionyard.build.BuildContexts;
import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.BuildRequest;
import dev.onionyard.build.Builds;
import dev.onionyard.build.ReceivedContext;
import dev.onionyard.error.EngineException;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.web.Flash;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Builds: the list, a new one, and one as it goes or went.
@Controller
class BuildsController {

    private static final int LISTED = 100;

    private final Builds builds;
    private final BuildContexts contexts;
    private final Clock clock;

    BuildsController(Builds builds, BuildContexts contexts, Clock clock) {
        this.builds = builds;
        this.contexts = contexts;
        this.clock = clock;
    }

    @GetMapping("/builds")
    String list(Model model) {
        model.addAttribute("records", builds.recent(LISTED));
        model.addAttribute("now", clock.instant());
        return "builds/list";
    }

    /// @param again id of a build to begin with
    @GetMapping("/builds/new")
    String form(@RequestParam(defaultValue = "") String again, Model model) {
        return form(again.isEmpty() ? BuildForm.EMPTY : BuildForm.again(builds.get(again)), "", model);
    }

    private static String form(BuildForm form, String error, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("problem", error);
        return "builds/new";
    }

    /// A Dockerfile that copies nothing.
    @PostMapping("/builds")
    String build(@RequestParam Map<String, String> fields, Model model, HttpServletResponse response)
            throws IOException {
        BuildForm form = BuildForm.of(fields);
        try (ReceivedContext context = contexts.ofDockerfile(form.dockerfile())) {
            return "redirect:/builds/" + builds.submit(form.request(), context).id();
        } catch (EngineException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return form(form, String.valueOf(e.getMessage()), model);
        }
    }

    /// A context as a tar: the body is the bare file, the form's other fields are in the query.
    @PostMapping("/api/builds")
    @ResponseBody
    Map<String, String> upload(@RequestParam Map<String, String> fields, HttpServletRequest request)
            throws IOException {
        BuildRequest asked = BuildForm.of(fields).request();
        try (ReceivedContext context = contexts.receive(request.getInputStream(), ProgressListener.NONE)) {
            return Map.of("location", "/builds/" + builds.submit(asked, context).id());
        }
    }

    @GetMapping("/builds/{id}")
    String page(@PathVariable String id, Model model) {
        BuildRecord record = builds.get(id);
        long longest = record.steps().stream()
                .mapToLong(step -> step.duration().toMillis())
                .max()
                .orElse(0);
        model.addAttribute("record", record);
        model.addAttribute("longest", Math.max(1, longest));
        model.addAttribute("now", clock.instant());
        model.addAttribute("lines", List.of(record.dockerfile().split("\n", -1)));
        return "builds/build";
    }

    @PostMapping("/builds/{id}/cancel")
    String cancel(@PathVariable String id) {
        builds.cancel(id);
        return "redirect:/builds/" + id;
    }

    @PostMapping("/builds/{id}/remove")
    String remove(@PathVariable String id, RedirectAttributes redirect) {
        builds.remove(id);
        Flash.success(redirect, "builds.removed");
        return "redirect:/builds";
    }
}
