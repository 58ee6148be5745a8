package dev.onionyard.web.registries;

import dev.onionyard.distribution.ImageTransfers;
import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.distribution.ImageTransfers.PushRequest;
import dev.onionyard.distribution.Registries;
import dev.onionyard.distribution.Registries.KnownRegistry;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.task.Jobs;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;

/// Pushes images: the question where to, who this server is there, and the job.
@Controller
class PushController {

    static final String PATH = "/registries/-/push";
    private static final String VIEW = "registries/push";

    private final ImageTransfers transfers;
    private final Registries registries;
    private final Images images;
    private final Jobs jobs;

    PushController(ImageTransfers transfers, Registries registries, Images images, Jobs jobs) {
        this.transfers = transfers;
        this.registries = registries;
        this.images = images;
        this.jobs = jobs;
    }

    /// What the form shows.
    ///
    /// @param targets one in each known registry, to choose from
    /// @param registry that the target names, if it names one that can be read
    /// @param known what is known of that registry
    record PushForm(
            Image image,
            String target,
            LayerCompression compression,
            List<String> targets,
            String registry,
            @Nullable KnownRegistry known,
            String problem) {}

    /// @param image name or id of an image here
    @GetMapping(PATH)
    String ask(
            @RequestParam String image,
            @RequestParam(defaultValue = "") String target,
            @RequestParam(defaultValue = "GZIP") LayerCompression compression,
            Model model) {
        model.addAttribute("form", form(images.get(image), target.strip(), compression, ""));
        return VIEW;
    }

    private PushForm form(Image image, String asked, LayerCompression compression, String problem) {
        List<KnownRegistry> known = registries.list();
        String target = asked.isEmpty() ? ownTarget(image, known) : asked;
        String registry = domainOf(target);
        Optional<KnownRegistry> found =
                known.stream().filter(row -> row.host().equals(registry)).findFirst();
        return new PushForm(image, target, compression, targets(image, known), registry, found.orElse(null), problem);
    }

    /// Where the image's own name says, if that is a registry that people push to; else the first known one.
    private static String ownTarget(Image image, List<KnownRegistry> known) {
        return image.tags().stream()
                .filter(tag -> !tag.domain().equals(ImageReference.DEFAULT_DOMAIN))
                .map(ImageReference::familiar)
                .findFirst()
                .or(() -> targets(image, known).stream().findFirst())
                .orElse("");
    }

    private static List<String> targets(Image image, List<KnownRegistry> known) {
        return image.tags().stream()
                .limit(1)
                .flatMap(tag -> known.stream()
                        .filter(registry ->
                                !registry.host().equals(ImageReference.DEFAULT_DOMAIN) || registry.isSignedIn())
                        .map(registry -> new ImageReference(registry.host(), pathAt(registry, tag), tag.tag(), null)))
                .map(ImageReference::familiar)
                .toList();
    }

    /// `library/` is Docker Hub's word for its own images.
    private static String pathAt(KnownRegistry registry, ImageReference tag) {
        boolean hub = registry.host().equals(ImageReference.DEFAULT_DOMAIN);
        String path = tag.path().startsWith("library/") ? tag.path().substring("library/".length()) : tag.path();
        return hub && path.indexOf('/') < 0 ? registry.user() + "/" + path : path;
    }

    private static String domainOf(String target) {
        try {
            return target.isEmpty() ? "" : ImageReference.parse(target).domain();
        } catch (InvalidInputException e) {
            return "";
        }
    }

    @PostMapping(PATH)
    ModelAndView push(
            @RequestParam String image,
            @RequestParam String target,
            @RequestParam(defaultValue = "GZIP") LayerCompression compression) {
        Image found = images.get(image.strip());
        try {
            ImageReference to = ImageReference.parse(target.strip()).withDefaultTag();
            var request = new PushRequest(found.id().toString(), to, compression, null);
            String job = jobs.submit("image.push", to.familiar(), retry(request), progress -> {
                        return "/images/"
                                + transfers.push(request, progress).image().id();
                    })
                    .id();
            return new ModelAndView("redirect:/jobs/" + job);
        } catch (EngineException e) {
            var page = new ModelAndView(VIEW, HttpStatus.BAD_REQUEST);
            page.addObject("form", form(found, target, compression, String.valueOf(e.getMessage())));
            return page;
        }
    }

    private static String retry(PushRequest request) {
        return UriComponentsBuilder.fromPath(PATH)
                .queryParam("image", "{image}")
                .queryParam("target", "{target}")
                .queryParam("compression", "{compression}")
                .build(request.image(), request.target(), request.compression())
                .toString();
    }
}
