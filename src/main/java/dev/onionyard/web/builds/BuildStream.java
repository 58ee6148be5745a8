package dev.onionyard.web.builds;

import dev.onionyard.build.BuildEvent;
import dev.onionyard.build.BuildRecord.StepState;
import dev.onionyard.build.Builds;
import dev.onionyard.web.EventSink;
import dev.onionyard.web.EventStreams;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// What a build says, as it says it: `started`, `output` and `step` of its steps, and `ended`. A reader that comes
/// late is told everything from the beginning.
@Controller
class BuildStream {

    private final Builds builds;
    private final EventStreams streams;

    BuildStream(Builds builds, EventStreams streams) {
        this.builds = builds;
        this.streams = streams;
    }

    private record Started(int number) {}

    private record Output(int number, String text) {}

    private record Step(int number, StepState state, long millis) {}

    @GetMapping("/api/builds/{id}/stream")
    ResponseEntity<StreamingResponseBody> open(@PathVariable String id) {
        builds.get(id);
        return streams.open(sink -> builds.follow(id, event -> tell(sink, event)));
    }

    private static void tell(EventSink sink, BuildEvent event) {
        switch (event) {
            case BuildEvent.StepStarted step -> sink.send("started", new Started(step.number()));
            case BuildEvent.Output output -> sink.send("output", new Output(output.number(), output.text()));
            case BuildEvent.StepEnded step ->
                sink.send(
                        "step",
                        new Step(step.number(), step.state(), step.duration().toMillis()));
            case BuildEvent.Ended ended -> {
                sink.send("ended", Map.of("state", ended.state()));
                sink.end();
            }
            case BuildEvent.ContainerStarted container -> {}
            case BuildEvent.Warning warning -> {}
        }
    }
}
