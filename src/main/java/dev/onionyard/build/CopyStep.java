package dev.onionyard.build;

import dev.onionyard.dockerfile.Dockerfile.Stage;
import dev.onionyard.dockerfile.Heredoc;
import dev.onionyard.dockerfile.IgnoreRules;
import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.layer.Layer;
import dev.onionyard.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `COPY` and `ADD`.
final class CopyStep {

    /// Files from addresses are nobody else's business, as in Docker.
    private static final int REMOTE_MODE = 0600;

    private final BuildEngine engine;
    private final BuildRun build;
    private final Stage stage;
    private final StageRun run;
    private final ImageDraft image;
    private final BuildArguments arguments;

    CopyStep(
            BuildEngine engine, BuildRun build, Stage stage, StageRun run, ImageDraft image, BuildArguments arguments) {
        this.engine = engine;
        this.build = build;
        this.stage = stage;
        this.run = run;
        this.image = image;
        this.arguments = arguments;
    }

    void take(Instruction instruction, Instruction.Files files, boolean isAdd) {
        var words = new StepWords(build, arguments, image, instruction);
        try (SourceTree tree = tree(files);
                ReceivedContext own = engine.contexts().scratch();
                var ownTree = new ContextTree(own, IgnoreRules.NONE);
                var below = new StackTree(engine.layers(), engine.lookup(), image.layers(), "image")) {
            List<CopyItem> items = items(instruction, files, isAdd, words, tree, own, ownTree);
            String written = words.expand(files.destination());
            String destination = destination(written);
            if (items.size() > 1 && !destination.endsWith("/")) {
                throw new InvalidInputException("When using " + instruction.keyword()
                        + " with more than one source file, the destination must be a directory and end with a /");
            }
            String chownText = words.expand(files.chown());
            Owner chown = chownText.isEmpty() ? null : Owners.resolve(below, chownText);
            OptionalInt chmod = mode(words, files.chmod());
            var writer = new CopyWriter(items, destination, chown, chmod, build.times(), build.progress());
            // Without a blank between them, as dockerd writes it.
            String flags = (chownText.isEmpty() ? "" : "--chown=" + chownText)
                    + (chmod.isEmpty() ? "" : "--chmod=" + Integer.toOctalString(chmod.getAsInt()));
            String comment = instruction.keyword() + " " + flags + shown(items) + " in " + written + " ";
            String owner = chown == null ? "" : chown.toString();
            run.finish(image, StageRun.noOperation(image, comment), "copy " + owner, () -> write(writer, below));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Layer write(CopyWriter writer, SourceTree below) throws IOException {
        Layer layer = engine.layers().write(out -> writer.write(out, below), image.layers(), build.progress());
        build.lease().brought(layer.id());
        return layer.entries() == 0 ? null : layer;
    }

    private SourceTree tree(Instruction.Files files) {
        if (files.from().isEmpty()) {
            return new ContextTree(build.context(), build.ignored());
        }
        BuildRun.StackSource source = build.sourceOf(files.from(), stage.index());
        return new StackTree(engine.layers(), engine.lookup(), source.layers(), source.shownName());
    }

    private List<CopyItem> items(
            Instruction instruction,
            Instruction.Files files,
            boolean isAdd,
            StepWords words,
            SourceTree tree,
            ReceivedContext own,
            SourceTree ownTree)
            throws IOException {
        var sources =
                new CopySources(instruction.keyword(), tree, IgnoreRules.of(words.expandAll(files.excludes())), isAdd);
        var items = new ArrayList<CopyItem>();
        for (String source : words.expandAll(files.sources())) {
            if (isAdd && RemoteSources.isGit(source)) {
                items.add(cloned(source, files, own, ownTree));
            } else if (isAdd && RemoteSources.isHttp(source)) {
                items.add(fetched(source, files, own, ownTree));
            } else {
                items.addAll(sources.find(source));
            }
        }
        for (Heredoc heredoc : files.heredocs()) {
            String text = heredoc.expand() ? words.expandText(heredoc.content()) : heredoc.content();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            items.add(put(
                    own,
                    ownTree,
                    heredoc.name(),
                    new ByteArrayInputStream(bytes),
                    0644,
                    build.times().now()));
        }
        return items;
    }

    private CopyItem cloned(String address, Instruction.Files files, ReceivedContext own, SourceTree ownTree)
            throws IOException {
        // Beside the numbered folders of single files.
        String folder = "git" + own.digests().size();
        engine.contexts().putGit(own, folder, address, files.keepGitDir(), build.progress());
        return new CopyItem(ownTree, ownTree.find(folder).orElseThrow(), "", IgnoreRules.NONE, false);
    }

    private CopyItem fetched(String address, Instruction.Files files, ReceivedContext own, SourceTree ownTree)
            throws IOException {
        String path = URI.create(address).getPath();
        String name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() && files.destination().endsWith("/")) {
            throw new InvalidInputException("cannot determine filename for source " + RemoteSources.shown(address));
        }
        HttpResponse<InputStream> response = engine.remote().get(address);
        CopyItem item;
        try (InputStream body = response.body()) {
            item = put(own, ownTree, name.isEmpty() ? "file" : name, body, REMOTE_MODE, lastModified(response));
        }
        Digest content = item.entry().content();
        if (!files.checksum().isEmpty() && !files.checksum().equals(String.valueOf(content))) {
            throw new InvalidInputException("digest mismatch for " + RemoteSources.shown(address) + ": expected \""
                    + files.checksum() + "\", got \"" + content + "\"");
        }
        return item;
    }

    private static Instant lastModified(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("Last-Modified")
                .flatMap(text -> {
                    try {
                        return java.util.Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
                    } catch (DateTimeParseException e) {
                        return java.util.Optional.empty();
                    }
                })
                .orElse(Instant.EPOCH);
    }

    private static CopyItem put(
            ReceivedContext own, SourceTree ownTree, String name, InputStream content, int mode, Instant time)
            throws IOException {
        String folder = Integer.toString(own.digests().size());
        String path = folder + "/" + name;
        try (var writer = new ContextWriter(own)) {
            writer.putDirectory(folder, 0755);
            writer.putFile(path, content, mode, time);
        }
        return new CopyItem(ownTree, ownTree.find(path).orElseThrow(), name, IgnoreRules.NONE, false);
    }

    /// Absolute; a slash at the end stays.
    private String destination(String word) {
        boolean folder = word.endsWith("/") || word.equals(".") || word.endsWith("/.");
        String path = Path.of(image.process().workingDirOrRoot())
                .resolve(word)
                .normalize()
                .toString();
        return folder && !path.equals("/") ? path + "/" : path;
    }

    private static OptionalInt mode(StepWords words, String text) {
        String mode = words.expand(text);
        if (mode.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!mode.matches("[0-7]{1,4}")) {
            throw words.refused(text, "invalid chmod parameter: '" + mode + "'", "an octal number such as 0755");
        }
        return OptionalInt.of(Integer.parseInt(mode, 8));
    }

    /// `file:…`, `dir:…` or `multi:…` and the digest of all that counts.
    private static String shown(List<CopyItem> items) {
        if (items.size() == 1) {
            CopyItem item = items.getFirst();
            return (item.entry().isDirectory() ? "dir:" : "file:")
                    + item.digest().hex();
        }
        String all =
                items.stream().map(item -> item.name() + item.digest().hex()).collect(Collectors.joining(","));
        return "multi:" + Digest.of(all.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
