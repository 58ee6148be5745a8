package dev.onionyard.build;

import dev.onionyard.oci.ImageReference;
import java.util.List;
import java.util.Map;
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
        return new BuildRequest(
                tags,
                dockerfile,
                args,
                target,
                labels,
                network,
                extraHosts,
                shmBytes,
                memoryBytes,
                useCache,
                pull,
                cacheFrom,
                platform,
                secrets,
                clientId);
    }

    public BuildRequest withTarget(String stage) {
        return new BuildRequest(
                tags,
                dockerfile,
                buildArgs,
                stage,
                labels,
                network,
                extraHosts,
                shmBytes,
                memoryBytes,
                useCache,
                pull,
                cacheFrom,
                platform,
                secrets,
                clientId);
    }

    public BuildRequest withLabels(Map<String, String> imageLabels) {
        return new BuildRequest(
                tags,
                dockerfile,
                buildArgs,
                target,
                imageLabels,
                network,
                extraHosts,
                shmBytes,
                memoryBytes,
                useCache,
                pull,
                cacheFrom,
                platform,
                secrets,
                clientId);
    }

    public BuildRequest withoutCache() {
        return new BuildRequest(
                tags,
                dockerfile,
                buildArgs,
                target,
                labels,
                network,
                extraHosts,
                shmBytes,
                memoryBytes,
                false,
                pull,
                cacheFrom,
                platform,
                secrets,
                clientId);
    }

    public BuildRequest withSecrets(Map<String, byte[]> values) {
        return new BuildRequest(
                tags,
                dockerfile,
                buildArgs,
                target,
                labels,
                network,
                extraHosts,
                shmBytes,
                memoryBytes,
                useCache,
                pull,
                cacheFrom,
                platform,
                values,
                clientId);
    }

    public BuildRequest withDockerfile(String path) {
        return new BuildRequest(
                tags,
                path,
                buildArgs,
                target,
                labels,
                network,
                extraHosts,
                shmBytes,
                memoryBytes,
                useCache,
                pull,
                cacheFrom,
                platform,
                secrets,
                clientId);
    }
}
