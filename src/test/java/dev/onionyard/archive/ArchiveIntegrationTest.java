package dev.onionyard.archive;

import dev.onionyard.audit.AuditTrail;
import dev.onionyard.blob.BlobStore;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.image.Images;
import dev.onionyard.layer.LayerStore;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Clock;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// A test of the modules `archive`, `image`, `layer` and `blob` as they are, on the disk; it needs root.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=validate")
@Import(ArchiveIntegrationTest.Beans.class)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@interface ArchiveIntegrationTest {

    /// The modules on an empty home.
    @TestConfiguration
    @ComponentScan(
            basePackageClasses = {ImageArchives.class, Images.class, LayerStore.class, BlobStore.class},
            excludeFilters = @ComponentScan.Filter(TestConfiguration.class))
    @Import({HomeDirectory.class, EngineEvents.class})
    class Beans {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        AuditTrail auditTrail() {
            return new ListedAudit();
        }

        @Bean
        DynamicPropertyRegistrar home() throws IOException {
            String home = ScratchDirectory.make("archive-it").toString();
            return properties -> {
                properties.add("onionyard.home", () -> home);
                properties.add("onionyard.run", () -> home + "/run");
            };
        }
    }
}
