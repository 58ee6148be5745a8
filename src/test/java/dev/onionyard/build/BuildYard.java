package dev.onionyard.build;

import dev.onionyard.archive.ImageArchives;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.LayerLookup;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageId;
import dev.onionyard.progress.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The whole application with the image `busybox:test`, for builds.
final class BuildYard implements AutoCloseable {

    final TestApplication application;

    private BuildYard(TestApplication application) {
        this.application = application;
    }

    static BuildYard make() throws IOException {
        var yard = new BuildYard(TestApplication.start(Map.of()));
        try (InputStream archive = Files.newInputStream(TestImages.busybox())) {
            yard.application.get(ImageArchives.class).restore(archive, "busybox.tar", ProgressListener.NONE);
        }
        return yard;
    }

    Builds builds() {
        return application.get(Builds.class);
    }

    Images images() {
        return application.get(Images.class);
    }

    /// Files by path; a path that ends in `*` is executable.
    ReceivedContext context(String dockerfile, Map<String, String> files) throws IOException {
        ReceivedContext context = application.get(BuildContexts.class).empty();
        put(context, "Dockerfile", dockerfile);
        for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
            put(context, file.getKey(), file.getValue());
        }
        return context;
    }

    private static void put(ReceivedContext context, String path, String text) throws IOException {
        boolean executable = path.endsWith("*");
        context.put(
                executable ? path.substring(0, path.length() - 1) : path,
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                executable);
    }

    BuildRecord build(String dockerfile, Map<String, String> files) throws IOException {
        return build(BuildRequest.of("test:latest"), dockerfile, files);
    }

    BuildRecord build(BuildRequest request, String dockerfile, Map<String, String> files) throws IOException {
        return builds().run(request, context(dockerfile, files), event -> {});
    }

    /// What a build says, as one text.
    List<BuildEvent> events(BuildRequest request, String dockerfile, Map<String, String> files) throws IOException {
        var events = new ArrayList<BuildEvent>();
        builds().run(request, context(dockerfile, files), events::add);
        return events;
    }

    Image image(BuildRecord record) {
        return images().get(imageId(record));
    }

    static ImageId imageId(BuildRecord record) {
        return Objects.requireNonNull(record.image(), () -> "no image: " + record.error());
    }

    /// The text of a file in an image's tree.
    Optional<String> text(Image image, String path) throws IOException {
        try (var tree = tree(image)) {
            Optional<SourceEntry> file = tree.resolve(path);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = tree.open(file.get())) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /// `mode uid:gid kind` of what is at `path`.
    String status(Image image, String path) {
        try (var tree = tree(image)) {
            return tree.find(path)
                    .map(entry -> Integer.toOctalString(entry.mode()) + " " + entry.uid() + ":" + entry.gid() + " "
                            + entry.kind())
                    .orElse("absent");
        }
    }

    /// What is in a folder.
    List<String> names(Image image, String directory) {
        try (var tree = tree(image)) {
            return tree.children(directory).stream().map(SourceEntry::name).toList();
        }
    }

    private StackTree tree(Image image) {
        return new StackTree(
                application.get(LayerStore.class), application.get(LayerLookup.class), image.layers(), "image");
    }

    static String states(BuildRecord record) {
        return record.steps().stream().map(step -> step.state().name()).collect(Collectors.joining(" "));
    }

    static String history(Image image) {
        return image.config().history().stream()
                .map(entry -> entry.createdBy() + (entry.emptyLayer() ? "" : " *"))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        application.close();
    }
}
