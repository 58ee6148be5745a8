package dev.onionyard.build;

import dev.onionyard.oci.ImageReference;
import dev.onionyard.registry.Credential;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What to build and how.
///
/// @param tags names for the image
/// @param dockerfile path in the context; empty for `Dockerfile`
/// @param buildArgs `--build-arg`; a null value takes the variable from nowhere and leaves the default
/// @param target the stage to build, by name or number; empty for the last
/// @param labels `--label`, added to the image
/// @param network `bridge`, `none`, `host` or the name of a network; empty for `bridge`
/// @param extraHosts `name:address`
/// @param shmBytes size of `/dev/shm`, 0 for 64 MiB
/// @param memoryBytes limit of each step, 0 for none
/// @param useCache whether steps that were done before are taken from the cache
/// @param pull whether base images are asked for at their registry even if they are here
/// @param cacheFrom images whose steps may be used; empty for the cache of this server
/// @param platform empty for this machine's
/// @param secrets for `RUN --mount=type=secret`, by id; never recorded and never shown
/// @param credentials for registries that base images come from, by host as references have it; never recorded; the
///     ones that are kept count for hosts that are not here
/// @param clientId what a Docker client calls this build, so that it can cancel it; empty for none
public record BuildRequest(
        List<ImageReference> tags,
        String dockerfile,
        Map<String, @Nullable String> buildArgs,
        String target,
        Map<String, String> labels,
        String network,
        List<String> extraHosts,
        long shmBytes,
        long memoryBytes,
        boolean useCache,
        boolean pull,
        List<String> cacheFrom,
        String platform,
        Map<String, byte[]> secrets,
        Map<String, Credential> credentials,
        String clientId) {

    /// A build with nothing special.
    public static BuildRequest of(String... tags) {
        return new BuildRequest(
                java.util.Arrays.stream(tags)
                        .map(ImageReference::parse)
                        .map(ImageReference::withDefaultTag)
                        .toList(),
                "",
                Map.of(),
                "",
                Map.of(),
                "",
                List.of(),
                0,
                0,
                true,
                false,
                List.of(),
                "",
                Map.of(),
                Map.of(),
                "");
    }

    /// The path of the Dockerfile in the context.
    public String dockerfilePath() {
        return dockerfile.isEmpty() ? "Dockerfile" : dockerfile;
    }

    /// Without what a record may not hold.
    @Override
    public String toString() {
        return "BuildRequest[tags=" + tags + ", target=" + target + "]";
    }

    public BuildRequest withBuildArgs(Map<String, @Nullable String> args) {
        return with(draft -> draft.buildArgs = args);
    }

    public BuildRequest withTarget(String stage) {
        return with(draft -> draft.target = stage);
    }

    public BuildRequest withLabels(Map<String, String> imageLabels) {
        return with(draft -> draft.labels = imageLabels);
    }

    public BuildRequest withCache(boolean use) {
        return with(draft -> draft.useCache = use);
    }

    public BuildRequest withoutCache() {
        return withCache(false);
    }

    public BuildRequest withPull(boolean askRegistry) {
        return with(draft -> draft.pull = askRegistry);
    }

    public BuildRequest withSecrets(Map<String, byte[]> values) {
        return with(draft -> draft.secrets = values);
    }

    public BuildRequest withDockerfile(String path) {
        return with(draft -> draft.dockerfile = path);
    }

    private BuildRequest with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finish(this);
    }

    /// The parts that callers change one by one.
    private static final class Draft {

        private String dockerfile;
        private Map<String, @Nullable String> buildArgs;
        private String target;
        private Map<String, String> labels;
        private boolean useCache;
        private boolean pull;
        private Map<String, byte[]> secrets;

        Draft(BuildRequest request) {
            this.dockerfile = request.dockerfile;
            this.buildArgs = request.buildArgs;
            this.target = request.target;
            this.labels = request.labels;
            this.useCache = request.useCache;
            this.pull = request.pull;
            this.secrets = request.secrets;
        }

        BuildRequest finish(BuildRequest from) {
            return new BuildRequest(
                    from.tags,
                    dockerfile,
                    buildArgs,
                    target,
                    labels,
                    from.network,
                    from.extraHosts,
                    from.shmBytes,
                    from.memoryBytes,
                    useCache,
                    pull,
                    from.cacheFrom,
                    from.platform,
                    secrets,
                    from.credentials,
                    from.clientId);
        }
    }
}
