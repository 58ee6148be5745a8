package dev.onionyard.web.registries;

import dev.onionyard.distribution.ImageTransfers;
import dev.onionyard.distribution.ImageTransfers.PullRequest;
import dev.onionyard.error.EngineException;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.task.Jobs;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;

/// Pulls images: the question which one, with what a pull would bring, and the job.
@Controller
class PullController {

    private static final String VIEW = "registries/pull";

    private final ImageTransfers transfers;
    private final RemoteViews views;
    private final Jobs jobs;

    PullController(ImageTransfers transfers, RemoteViews views, Jobs jobs) {
        this.transfers = transfers;
        this.views = views;
        this.jobs = jobs;
    }

    /// @param name what was typed so far; if it is there, the page tells what a pull would bring
    @GetMapping(PATH)
    String ask(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String platform,
            Model model) {
        model.addAttribute("name", name.strip());
        model.addAttribute("platform", platform);
        if (!name.isBlank() && !name.strip().endsWith(":") && !name.strip().endsWith("/")) {
            look(name, platform, model);
        }
        return VIEW;
    }

    private void look(String name, String platform, Model model) {
        try {
            model.addAttribute(
                    "offer", views.look(ImageReference.parse(name.strip()).withDefaultTag(), platform));
        } catch (EngineException e) {
            model.addAttribute("notFound", e.getMessage());
        }
    }

    @PostMapping(PATH)
    ModelAndView pull(@RequestParam String name, @RequestParam(defaultValue = "") String platform) {
        try {
            ImageReference reference = ImageReference.parse(name.strip()).withDefaultTag();
            var request = new PullRequest(reference, RemoteViews.platformOf(platform), null);
            String job = jobs.submit("image.pull", reference.familiar(), retry(reference, platform), progress -> {
                        return "/images/"
                                + transfers.pull(request, progress).image().id();
                    })
                    .id();
            return new ModelAndView("redirect:/jobs/" + job);
        } catch (EngineException e) {
            var page = new ModelAndView(VIEW, HttpStatus.BAD_REQUEST);
            page.addObject("name", name);
            page.addObject("platform", platform);
            page.addObject("problem", e.getMessage());
            return page;
        }
    }

    static final String PATH = "/registries/-/pull";

    private static String retry(ImageReference reference, String platform) {
        return UriComponentsBuilder.fromPath(PATH)
                .queryParam("name", "{name}")
                .queryParam("platform", "{platform}")
                .build(reference.toString(), platform)
                .toString();
    }
}
