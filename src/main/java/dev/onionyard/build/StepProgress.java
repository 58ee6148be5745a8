package dev.onionyard.build;

import dev.onionyard.build.BuildRecord.StepState;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.util.function.Consumer;

/// Shows the steps of a build as the parts of its job.
final class StepProgress implements Consumer<BuildEvent> {

    private final ProgressListener progress;

    StepProgress(ProgressListener progress) {
        this.progress = progress;
    }

    @Override
    public void accept(BuildEvent event) {
        switch (event) {
            case BuildEvent.StepStarted step ->
                progress.part(Integer.toString(step.number()), step.text()).phase(Phase.WRITING);
            // Says no more than that something has changed: pages then look again.
            case BuildEvent.Output output -> part(output.number()).phase(Phase.WRITING);
            case BuildEvent.StepEnded step -> part(step.number()).phase(phase(step.state()));
            case BuildEvent.ContainerStarted container -> {}
            case BuildEvent.Warning warning -> {}
            case BuildEvent.Ended end -> {}
        }
    }

    private ProgressListener part(int number) {
        return progress.part(Integer.toString(number), "");
    }

    private static Phase phase(StepState state) {
        return state == StepState.CACHED ? Phase.PRESENT : Phase.DONE;
    }
}
