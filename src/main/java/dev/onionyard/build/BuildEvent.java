package dev.onionyard.build;

import dev.onionyard.build.BuildRecord.State;
import dev.onionyard.build.BuildRecord.StepState;
import dev.onionyard.oci.ImageId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something that a running build says. Stages may run side by side, so events of several steps alternate; each
/// names its step.
public sealed interface BuildEvent {

    /// A step begins.
    ///
    /// @param number 1 for the first
    /// @param total of all steps that will be taken
    /// @param stage its name, or its number
    record StepStarted(int number, int total, String stage, int line, String text) implements BuildEvent {}

    /// A container runs for the step.
    record ContainerStarted(int number, String containerId) implements BuildEvent {}

    /// What the step printed: any number of lines, or a part of one.
    record Output(int number, boolean error, String text) implements BuildEvent {}

    /// A step has ended.
    ///
    /// @param image id of the image as it is after this step; empty if it failed
    /// @param layer diff id of its layer, or empty
    record StepEnded(int number, StepState state, String image, String layer, Duration duration)
            implements BuildEvent {}

    /// Something that the person should know and that stops nothing.
    ///
    /// @param line in the Dockerfile, 0 if it is about none
    record Warning(int line, String text) implements BuildEvent {}

    /// The end; nothing follows.
    record Ended(State state, @Nullable ImageId image, String error) implements BuildEvent {}
}
