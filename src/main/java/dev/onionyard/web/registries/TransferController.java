package dev.onionyard.web.registries;

import dev.onionyard.distribution.ImageTransfers;
import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.distribution.ImageTransfers.PullRequest;
import dev.onionyard.distribution.ImageTransfers.PushRequest;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.error.EngineException;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.registry.NamePage;
import dev.onionyard.task.Jobs;
import dev.onionyard.web.Flash;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Pull and push as jobs, and what a registry has.
@Controller
class TransferController {

    private static final int PAGE_SIZE = 100;

    private final ImageTransfers transfers;
    private final RemoteImages remote;
    private final Images images;
    private final Jobs jobs;

    TransferController(ImageTransfers transfers, RemoteImages remote, Images images, Jobs jobs) {
        this.transfers = transfers;
        this.remote = remote;
        this.images = images;
        this.jobs = jobs;
    }

    @PostMapping("/registries/-/pull")
    String pull(@RequestParam String name, RedirectAttributes redirect) {
        try {
            ImageReference reference = ImageReference.parse(name.strip()).withDefaultTag();
            return job(
                    "image.pull",
                    reference,
                    progress -> "/images/"
                            + transfers
                                    .pull(PullRequest.of(reference), progress)
                                    .image()
                                    .id());
        } catch (EngineException e) {
            Flash.failure(redirect, e);
            return "redirect:/registries";
        }
    }

    /// @param image name or id of an image here
    /// @param target where to; empty for where its name says
    @PostMapping("/registries/-/push")
    String push(
            @RequestParam String image,
            @RequestParam(defaultValue = "") String target,
            @RequestParam(defaultValue = "GZIP") LayerCompression compression,
            RedirectAttributes redirect) {
        try {
            String id = images.get(image.strip()).id().toString();
            ImageReference to = ImageReference.parse(target.isBlank() ? image.strip() : target.strip())
                    .withDefaultTag();
            var request = new PushRequest(id, to, compression, null);
            return job(
                    "image.push",
                    to,
                    progress -> "/images/"
                            + transfers.push(request, progress).image().id());
        } catch (EngineException e) {
            Flash.failure(redirect, e);
            return "redirect:/registries";
        }
    }

    private String job(String kind, ImageReference reference, Jobs.Work work) {
        return "redirect:/jobs/" + jobs.submit(kind, reference.familiar(), work).id();
    }

    /// The repositories of a registry, or the tags of one.
    ///
    /// @param after [NamePage#next] of the page before
    @GetMapping("/registries/-/browse")
    String browse(
            @RequestParam String host,
            @RequestParam(defaultValue = "") String repository,
            @RequestParam(defaultValue = "") String after,
            RedirectAttributes redirect,
            Model model) {
        try {
            NamePage page = repository.isEmpty()
                    ? remote.repositories(host, after, PAGE_SIZE, null)
                    : remote.tags(ImageReference.parse(host + "/" + repository), after, PAGE_SIZE, null);
            model.addAttribute("host", host);
            model.addAttribute("repository", repository);
            model.addAttribute("found", page);
            return "registries/browse";
        } catch (EngineException e) {
            Flash.failure(redirect, e);
            return "redirect:/registries";
        }
    }
}
