package dev.onionyard;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/// The module map of `docs/architecture.md`, kept by execution: no cycles, and only the arrows that each
/// `package-info` allows.
class ModularityTests {

    @Test
    void modulesKeepToTheMap() {
        ApplicationModules.of(Onionyard.class).verify();
    }
}
