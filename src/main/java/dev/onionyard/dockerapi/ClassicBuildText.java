package dev.onionyard.dockerapi;

import dev.onionyard.build.BuildEvent;
import dev.onionyard.build.BuildRecord;
import dev.onionyard.error.EngineException;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells a build in the classic builder's words, which clients show, and some read.
final class ClassicBuildText implements Consumer<BuildEvent> {

    private static final Pattern EXIT_CODE = Pattern.compile("returned a non-zero code: (\\d+)$");
    private static final int SHORT = 12;

    private final Exchange exchange;
    private final boolean quiet;
    private @Nullable JsonStream stream;
    private String containerId = "";

    /// @param quiet only the image's id, and what fails
    ClassicBuildText(Exchange exchange, boolean quiet) {
        this.exchange = exchange;
        this.quiet = quiet;
    }

    @Override
    public void accept(BuildEvent event) {
        switch (event) {
            case BuildEvent.StepStarted step ->
                say("Step " + step.number() + "/" + step.total() + " : " + step.text() + "\n");
            case BuildEvent.ContainerStarted container -> {
                containerId = shortened(container.containerId());
                say(" ---> Running in " + containerId + "\n");
            }
            case BuildEvent.Output output ->
                say(output.error() ? "\u001b[91m" + output.text() + "\u001b[0m" : output.text());
            case BuildEvent.StepEnded step -> ended(step);
            case BuildEvent.Warning warning ->
                say("[Warning] " + (warning.line() > 0 ? "line " + warning.line() + ": " : "") + warning.text() + "\n");
            case BuildEvent.Ended end -> {}
        }
    }

    private void ended(BuildEvent.StepEnded step) {
        if (!containerId.isEmpty()) {
            say("Removing intermediate container " + containerId + "\n");
            containerId = "";
        }
        switch (step.state()) {
            case CACHED -> say(" ---> Using cache\n ---> " + imageId(step.image()) + "\n");
            case DONE -> say(" ---> " + imageId(step.image()) + "\n");
            case FAILED, SKIPPED, WAITING, RUNNING -> {}
        }
    }

    /// Says what came out.
    void finish(BuildRecord record, List<ImageReference> tags) {
        ImageId image = record.image();
        if (image == null) {
            return;
        }
        if (quiet) {
            send(Map.of("stream", image + "\n"));
            return;
        }
        send(Map.of("aux", Map.of("ID", image.toString())));
        say("Successfully built " + image.shortForm() + "\n");
        tags.forEach(tag -> say("Successfully tagged " + tag.familiar() + "\n"));
    }

    /// As a status if nothing was said yet, else as the last message of the stream.
    void fail(RuntimeException failure) {
        String message = failure.getMessage() == null ? "build cancelled" : failure.getMessage();
        if (stream == null && failure instanceof EngineException) {
            throw failure;
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        Matcher code = EXIT_CODE.matcher(message);
        if (code.find()) {
            detail.put("code", Integer.parseInt(code.group(1)));
        }
        detail.put("message", message);
        send(Map.of("errorDetail", detail, "error", message));
    }

    private void say(String text) {
        if (!quiet && !text.isEmpty()) {
            send(Map.of("stream", text));
        }
    }

    private void send(Map<String, ?> message) {
        JsonStream open = stream;
        if (open == null) {
            open = open();
            stream = open;
        }
        open.send(message);
    }

    private JsonStream open() {
        try {
            return exchange.jsonStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String imageId(String id) {
        return shortened(id.substring(id.indexOf(':') + 1));
    }

    private static String shortened(String id) {
        return id.substring(0, Math.min(SHORT, id.length()));
    }
}
