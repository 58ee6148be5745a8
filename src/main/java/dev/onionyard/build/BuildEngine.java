package dev.onionyard.build;

import dev.onionyard.image.Images;
import dev.onionyard.layer.LayerLookup;
import dev.onionyard.layer.LayerStore;
import java.time.Clock;
import org.springframework.stereotype.Component;

/// What every build needs.
@Component
record BuildEngine(
        Images images,
        LayerStore layers,
        LayerLookup lookup,
        StepCache cache,
        StepContainers containers,
        StepMounts mounts,
        FileBuildContexts contexts,
        RemoteSources remote,
        BaseImages bases,
        Clock clock) {}
