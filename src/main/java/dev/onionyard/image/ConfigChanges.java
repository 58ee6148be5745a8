package dev.onionyard.image;

import dev.onionyard.oci.ProcessDefaults;
import java.util.List;

/// Applies Dockerfile instructions to an image's process defaults, as `--change` of commit and import does. Knows
/// `CMD`,
/// `ENTRYPOINT`, `ENV`, `EXPOSE`, `LABEL`, `ONBUILD`, `STOPSIGNAL`, `USER`, `VOLUME`, `WORKDIR`, `HEALTHCHECK`.
public interface ConfigChanges {

    /// @throws dev.onionyard.error.InvalidInputException naming the instruction and what was expected
    ProcessDefaults apply(ProcessDefaults base, List<String> instructions);
}
