package dev.onionyard.image;

import dev.onionyard.audit.AuditTrail;
import dev.onionyard.blob.BlobStore;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.fixtures.MemoryBlobStore;
import dev.onionyard.fixtures.MemoryLayerStore;
import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.LayerTrees;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistrar;

/// The module `image` as it is, on a database in memory, with stores in memory below it.
@TestConfiguration
@ComponentScan(basePackageClasses = Images.class, excludeFilters = @ComponentScan.Filter(TestConfiguration.class))
@Import({HomeDirectory.class, EngineEvents.class})
public class ImageTestBeans {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    BlobStore blobStore() {
        return new MemoryBlobStore();
    }

    @Bean
    LayerStore layerStore() {
        return new MemoryLayerStore();
    }

    @Bean
    LayerTrees layerTrees(LayerStore store) {
        return new ContentOnlyTrees(store);
    }

    @Bean
    AuditTrail auditTrail() {
        return new ListedAudit();
    }

    @Bean
    ListedUsage imageUsage() {
        return new ListedUsage();
    }

    @Bean
    DynamicPropertyRegistrar home() throws IOException {
        String home = ScratchDirectory.make("image-tests").toString();
        return properties -> {
            properties.add("onionyard.home", () -> home);
            properties.add("onionyard.run", () -> home + "/run");
        };
    }
}
