package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.container.ContainerSnapshots.CommitRequest;
import dev.onionyard.container.Containers;
import dev.onionyard.error.EngineException;
import dev.onionyard.image.ConfigChanges;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.web.Flash;
import dev.onionyard.web.SignedInUser;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Makes an image of a container (seed row S12). Before: what has changed, and what will not be in the image. After:
/// the
/// new image with its new ring.
@Controller
class CommitController {

    private final Containers containers;
    private final ContainerSnapshots snapshots;
    private final FileChanges changes;
    private final Images images;
    private final ConfigChanges configChanges;
    private final PatientJobs jobs;

    CommitController(
            Containers containers,
            ContainerSnapshots snapshots,
            FileChanges changes,
            Images images,
            ConfigChanges configChanges,
            PatientJobs jobs) {
        this.containers = containers;
        this.snapshots = snapshots;
        this.changes = changes;
        this.images = images;
        this.configChanges = configChanges;
        this.jobs = jobs;
    }

    @GetMapping("/containers/{id}/commit")
    ModelAndView form(@PathVariable String id, @AuthenticationPrincipal SignedInUser user) {
        return page(containers.get(id), new CommitForm("", "", user.name(), true, "", false), new FieldErrors());
    }

    @PostMapping("/containers/{id}/commit")
    Object commit(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String message,
            @RequestParam(defaultValue = "") String author,
            @RequestParam(defaultValue = "false") boolean pause,
            @RequestParam(defaultValue = "") String changes,
            @RequestParam(defaultValue = "false") boolean move,
            RedirectAttributes redirect) {
        Container container = containers.get(id);
        var form = new CommitForm(name.strip(), message, author, pause, changes, move);
        var errors = new FieldErrors();
        CommitRequest request = form.read(configChanges, processOf(container), errors);
        if (request == null || nameIsTaken(request, form, errors)) {
            return page(container, form, errors);
        }
        try {
            return "redirect:" + submit(container, request, redirect);
        } catch (EngineException e) {
            errors.addText("", String.valueOf(e.getMessage()));
            return page(container, form, errors);
        }
    }

    /// @return the page to go to
    private String submit(Container container, CommitRequest request, RedirectAttributes redirect) {
        ImageReference tag = request.tag();
        String title = container.name() + (tag == null ? "" : " → " + tag.familiar());
        var progress = jobs.submit("container.commit", title, listener -> {
            Image image = snapshots.commit(container.id(), request, listener);
            return "/images/" + image.id().shortForm();
        });
        if (progress.running().isPresent()) {
            return "/jobs/" + progress.running().get().id();
        }
        Flash.success(redirect, "commit.done", container.name());
        return progress.result();
    }

    private boolean nameIsTaken(CommitRequest request, CommitForm form, FieldErrors errors) {
        ImageReference tag = request.tag();
        if (tag == null || form.move()) {
            return false;
        }
        Optional<Image> holder =
                images.find(tag.familiar()).filter(image -> image.tags().contains(tag));
        holder.ifPresent(image -> errors.add(
                "name", "commit.error.taken", tag.familiar(), image.id().shortForm()));
        return holder.isPresent();
    }

    private ProcessDefaults processOf(Container container) {
        return images.find(container.image().toString())
                .map(image -> image.config().process())
                .orElse(ProcessDefaults.NONE);
    }

    private ModelAndView page(Container container, CommitForm form, FieldErrors errors) {
        var status = errors.isEmpty() ? HttpStatus.OK : HttpStatus.BAD_REQUEST;
        return new ModelAndView("containers/commit", status)
                .addObject("id", container.shortId())
                .addObject("name", container.name())
                .addObject("image", container.imageName())
                .addObject("imageId", container.image().shortForm())
                .addObject("running", container.status().state().alive())
                .addObject("suggestion", suggestion(container))
                .addObject("form", form)
                .addObject("errors", errors)
                .addObject("mounts", ContainerFacts.mounts(container))
                .addObject("changes", changes.of(container, "", ""));
    }

    /// A name that fits: the image's own with the container's name as tag.
    private static String suggestion(Container container) {
        try {
            return ImageReference.parse(container.imageName()).familiarRepository() + ":" + container.name();
        } catch (EngineException e) {
            return container.name() + ":latest";
        }
    }
}
