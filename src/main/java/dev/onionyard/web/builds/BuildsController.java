package dev.onionyard.web.builds;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.Builds;
import dev.onionyard.dockerfile.DockerfileParser;
import dev.onionyard.dockerfile.Problem;
import dev.onionyard.error.EngineException;
import dev.onionyard.web.Flash;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
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
    private final BuildStart start;
    private final Clock clock;

    BuildsController(Builds builds, BuildStart start, Clock clock) {
        this.builds = builds;
        this.start = start;
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

    /// Without script: a Dockerfile that copies nothing, or a context that the server fetches.
    @PostMapping("/builds")
    String build(@RequestParam Map<String, String> fields, Model model, HttpServletResponse response)
            throws IOException {
        BuildForm form = BuildForm.of(fields);
        try {
            return page(start.start(form, InputStream.nullInputStream()));
        } catch (EngineException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return form(form, String.valueOf(e.getMessage()), model);
        }
    }

    /// By script: the fields are in the query; the body is the Dockerfile that was written, `dockerfileBytes` long,
    /// and then the bare tar of a context that is sent.
    @PostMapping("/api/builds")
    @ResponseBody
    Map<String, String> upload(
            @RequestParam Map<String, String> fields,
            @RequestParam(defaultValue = "0") int dockerfileBytes,
            HttpServletRequest request)
            throws IOException {
        BuildForm form = BuildForm.of(fields);
        InputStream body = request.getInputStream();
        if (dockerfileBytes > 0) {
            byte[] text = body.readNBytes(Math.min(dockerfileBytes, 4 * DockerfileParser.LIMIT_CHARS));
            form = form.withDockerfile(new String(text, StandardCharsets.UTF_8));
        }
        return Map.of("location", "/builds/" + start.start(form, body).id());
    }

    /// What is wrong with a Dockerfile, for the editor. Acts on nothing.
    @PostMapping("/api/builds/check")
    @ResponseBody
    List<Problem> check(HttpServletRequest request) throws IOException {
        byte[] text = request.getInputStream().readNBytes(4 * DockerfileParser.LIMIT_CHARS);
        return builds.check(new String(text, StandardCharsets.UTF_8));
    }

    @GetMapping("/builds/{id}")
    String page(@PathVariable String id, Model model) {
        BuildRecord record = builds.get(id);
        model.addAttribute("record", record);
        model.addAttribute("chart", StepChart.of(record, clock.instant()));
        model.addAttribute("others", othersThan(record));
        model.addAttribute("again", BuildForm.again(record));
        model.addAttribute("earlier", earlier(record));
        model.addAttribute("now", clock.instant());
        return "builds/build";
    }

    /// Where cached steps ran, by their numbers: pages of builds that are still known.
    private Map<Integer, String> earlier(BuildRecord record) {
        var pages = new HashMap<Integer, String>();
        var known = new HashMap<String, Boolean>();
        for (BuildRecord.Step step : record.steps()) {
            String[] place = step.madeBy().split("/", 2);
            if (place.length == 2
                    && known.computeIfAbsent(place[0], id -> builds.find(id).isPresent())) {
                pages.put(step.number(), "/builds/" + place[0] + "#step-" + place[1]);
            }
        }
        return pages;
    }

    /// Builds to compare with, those of the same name first.
    private List<BuildRecord> othersThan(BuildRecord record) {
        return builds.recent(LISTED).stream()
                .filter(other ->
                        !other.id().equals(record.id()) && other.state().ended())
                .sorted(Comparator.comparing(
                        (BuildRecord other) -> !other.name().equals(record.name())))
                .toList();
    }

    /// Builds once more with what was asked for before; the context is fetched anew.
    @PostMapping("/builds/{id}/again")
    String again(@PathVariable String id) throws IOException {
        BuildForm form = BuildForm.again(builds.get(id));
        return form.complete()
                ? page(start.start(form, InputStream.nullInputStream()))
                : "redirect:/builds/new?again=" + id;
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

    private static String page(BuildRecord record) {
        return "redirect:/builds/" + record.id();
    }
}
