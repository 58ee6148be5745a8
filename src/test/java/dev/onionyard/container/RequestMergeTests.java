package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ProcessDefaults;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestMergeTests {

    private final ProcessDefaults image = Samples.image(List.of("/entry"), List.of("serve"));

    @Test
    void takesTheImagesCommandWhereNothingIsAsked() {
        assertThat(args(null, null)).containsExactly("/entry", "serve");
    }

    @Test
    void givesTheAskedCommandToTheImagesEntrypoint() {
        assertThat(args(null, List.of("check", "-v"))).containsExactly("/entry", "check", "-v");
    }

    @Test
    void dropsTheImagesCommandWhenAnEntrypointIsAsked() {
        assertThat(args(List.of("/bin/sh"), null)).containsExactly("/bin/sh");
        assertThat(args(List.of("/bin/sh"), List.of("-c", "x"))).containsExactly("/bin/sh", "-c", "x");
    }

    @Test
    void takesTheEntrypointAwayWhenAnEmptyOneIsAsked() {
        assertThat(args(List.of(""), List.of("ls"))).containsExactly("ls");
        assertThatThrownBy(() -> args(List.of(""), null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("No command specified");
    }

    @Test
    void refusesAContainerWithoutCommand() {
        ProcessDefaults bare = ProcessDefaults.NONE;

        assertThatThrownBy(() -> RequestMerge.args(RequestMerge.merge(bare, ContainerRequest.of("x"))))
                .hasMessage("No command specified");
    }

    @Test
    void putsTheAskedEnvironmentOverTheImages() {
        ProcessDefaults merged = RequestMerge.merge(image, Samples.request(null, null, false, false));

        assertThat(merged.env()).containsExactly("LANG=zh", "NEW=1", "PATH=/bin");
    }

    @Test
    void takesTheRestFromTheImage() {
        ProcessDefaults merged = RequestMerge.merge(image, Samples.request(null, null, false, false));

        assertThat(merged.user()).isEqualTo("tomcat");
        assertThat(merged.workingDir()).isEqualTo("/work");
        assertThat(merged.stopSignal()).isEqualTo("SIGINT");
        assertThat(merged.labels()).isEqualTo(Map.of("a", "image", "b", "asked"));
        assertThat(merged.volumes()).containsExactly("/data");
        assertThat(merged.exposedPorts()).isEqualTo(image.exposedPorts());
        // Build triggers are for builds on the image, not for what is made of a container of it.
        assertThat(merged.onBuild()).isEmpty();
    }

    private List<String> args(@Nullable List<String> entrypoint, @Nullable List<String> cmd) {
        return RequestMerge.args(RequestMerge.merge(image, Samples.request(entrypoint, cmd, false, false)));
    }
}
