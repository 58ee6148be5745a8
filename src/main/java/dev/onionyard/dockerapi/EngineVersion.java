package dev.onionyard.dockerapi;

import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/// Which version of this server runs, and when it was built.
@Component
class EngineVersion {

    private final String text;
    private final Instant built;

    EngineVersion(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        Instant time = properties == null ? null : properties.getTime();
        this.text = properties == null ? "dev" : String.valueOf(properties.getVersion());
        this.built = time == null ? Instant.EPOCH : time;
    }

    String text() {
        return text;
    }

    Instant built() {
        return built;
    }
}
