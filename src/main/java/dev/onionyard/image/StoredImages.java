package dev.onionyard.image;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;

/// The images of this server, from rows and blobs.
@Service
class StoredImages implements Images {

    private final ImageResolver resolver;
    private final ImageCatalog catalog;
    private final FoundImages found;
    private final ImageSearch search;
    private final ImageRegistrar registrar;
    private final ImageTagger tagger;
    private final ImageRemover remover;
    private final ImagePruner pruner;
    private final ImageLock lock;
    private final ImageEvents events;
    private final AuditTrail audit;

    StoredImages(
            ImageResolver resolver,
            ImageCatalog catalog,
            FoundImages found,
            ImageSearch search,
            ImageRegistrar registrar,
            ImageTagger tagger,
            ImageRemover remover,
            ImagePruner pruner,
            ImageLock lock,
            ImageEvents events,
            AuditTrail audit) {
        this.resolver = resolver;
        this.catalog = catalog;
        this.found = found;
        this.search = search;
        this.registrar = registrar;
        this.tagger = tagger;
        this.remover = remover;
        this.pruner = pruner;
        this.lock = lock;
        this.events = events;
        this.audit = audit;
    }

    @Override
    public List<Image> registerAll(List<NewImage> newImages) {
        newImages.forEach(image -> image.tags().forEach(StoredImages::requireTaggable));
        List<Image> images =
                registrar.registerAll(newImages).stream().map(catalog::get).toList();
        for (int i = 0; i < images.size(); i++) {
            publishTags(images.get(i), newImages.get(i));
        }
        return images;
    }

    /// As in dockerd: the names of what was made here are news, those that came with an archive or from a registry are
    /// part of that.
    private void publishTags(Image image, NewImage made) {
        switch (made.origin()) {
            case IMPORT, COMMIT, BUILD -> made.tags().forEach(tag -> events.tagged(image, tag.withDefaultTag()));
            case RESTORE, PULL -> {}
        }
    }

    @Override
    public Optional<Image> find(String nameOrId) {
        return found.find(nameOrId, words -> resolver.find(words).flatMap(target -> catalog.find(target.image())));
    }

    @Override
    public Image get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> ImageResolver.noSuchImage(nameOrId));
    }

    @Override
    public Image get(ImageId id) {
        return catalog.get(id);
    }

    @Override
    public List<Image> all() {
        return catalog.all();
    }

    @Override
    public long changes() {
        return lock.changes();
    }

    @Override
    public ImagePage search(ImageQuery query) {
        return search.search(query);
    }

    @Override
    public void tag(ImageId image, ImageReference tag) {
        ImageReference full = tag.withDefaultTag();
        requireTaggable(full);
        var act = AuditAct.of("image.tag", image.toString(), full.familiar());
        audit.record(act, row -> {
            Optional<ImageId> before = tagger.point(full, image);
            before.ifPresent(id -> row.before(id.shortForm()));
            row.after(image.shortForm());
            return before;
        });
        events.tagged(catalog.get(image), full);
    }

    @Override
    public Removal remove(String nameOrId, boolean force) {
        return audit.record(new AuditAct("image.remove", "", nameOrId, force ? "force" : ""), row -> {
            ImageResolver.Target target = resolver.get(nameOrId);
            row.object(target.image().toString(), nameOrId);
            Image image = catalog.get(target.image());
            Removal removal = remover.remove(target, force);
            row.after(describe(removal));
            events.removed(image, removal);
            return removal;
        });
    }

    @Override
    public List<Removal> prune(Predicate<Image> chosen) {
        return audit.record(AuditAct.of("image.prune", "", ""), row -> {
            List<Removal> removals = pruner.prune(chosen, gone -> events.removed(gone.image(), gone.removal()));
            long bytes = removals.stream().mapToLong(Removal::freedBytes).sum();
            row.after("images: " + removals.size() + ", bytes: " + bytes);
            events.pruned(bytes);
            return removals;
        });
    }

    @Override
    public Dependants dependants(ImageId image) {
        return remover.dependants(catalog.get(image));
    }

    private static String describe(Removal removal) {
        return "names: " + removal.untagged().size() + ", images: "
                + removal.deletedImages().size() + ", layers: "
                + removal.deletedLayers().size() + ", bytes: " + removal.freedBytes();
    }

    private static void requireTaggable(ImageReference reference) {
        if (reference.digest() != null) {
            throw new InvalidInputException(
                    "cannot tag image as \"" + reference.familiar() + "\": expected a name with a tag, without digest");
        }
    }
}
