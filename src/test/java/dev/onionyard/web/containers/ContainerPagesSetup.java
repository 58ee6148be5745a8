package dev.onionyard.web.containers;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.account.Role;
import dev.onionyard.account.SignIn;
import dev.onionyard.account.User;
import dev.onionyard.container.ContainerDocument;
import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.image.ConfigChanges;
import dev.onionyard.image.Images;
import dev.onionyard.image.Onion;
import dev.onionyard.image.Onions;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerIndex;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.network.Networks;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.ImageId;
import dev.onionyard.system.Readiness;
import dev.onionyard.system.Readiness.Problem;
import dev.onionyard.system.Readiness.Reason;
import dev.onionyard.system.RuntimeReadiness;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/// The web foundation and the container pages, on fakes of everything below them.
@SpringBootConfiguration
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        })
@ComponentScan(
        basePackages = "dev.onionyard.web",
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "dev\\.onionyard\\.web\\.(?!containers\\.|files\\.FileTransfers|files\\.UploadOutcomes|images\\.ImageTemplate|images\\..*Words)[a-z]+\\..*",
                            ".*Tests.*"
                        }))
@Import(EngineEvents.class)
class ContainerPagesSetup {

    @Bean
    FakeYard yard() {
        return new FakeYard();
    }

    @Bean
    ContainerNetworking networking() {
        return mock(ContainerNetworking.class);
    }

    @Bean
    Networks networks() {
        return mock(Networks.class);
    }

    /// The real one is the Docker API's.
    @Bean
    ContainerDocument document() {
        return container -> Map.of(
                "Name", "/" + container.name(), "Args", container.process().args());
    }

    @Bean
    FakeImages fakeImages() {
        return new FakeImages();
    }

    @Bean
    Images images(FakeImages fake) {
        return fake.bean();
    }

    @Bean
    FakeJobs jobs() {
        return new FakeJobs();
    }

    @Bean
    Clock clock() {
        return Clock.fixed(FakeYard.NOON, ZoneOffset.UTC);
    }

    /// Refuses the instruction `NOPE`.
    @Bean
    ConfigChanges configChanges() {
        return (base, instructions) -> {
            if (instructions.contains("NOPE")) {
                throw new dev.onionyard.error.InvalidInputException("cannot apply \"NOPE\": unknown instruction");
            }
            return base;
        };
    }

    @Bean
    FakeFiles files() throws IOException {
        return new FakeFiles();
    }

    /// The image's version of `etc/motd`.
    @Bean
    LayerTrees trees() {
        return Partial.of(LayerTrees.class, new Object() {
            public Optional<LayerTrees.Version> find(List<LayerId> stack, String path) {
                return Optional.of(new LayerTrees.Version(MOTD, 0))
                        .filter(version -> path.endsWith(version.entry().path()));
            }

            public InputStream open(List<LayerId> stack, String path) {
                return new ByteArrayInputStream("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static final LayerEntry MOTD = new LayerEntry(
            "etc/motd", LayerEntry.Kind.FILE, 100, 0644, 0, 0, Instant.EPOCH, "", Map.of(), null, false, false, 0, 0);

    /// Every layer has one file, `etc/motd` of 100 bytes.
    @Bean
    LayerStore layers() {
        LayerIndex index = new LayerIndex() {
            @Override
            public List<LayerEntry> entries() {
                return List.of(MOTD);
            }

            @Override
            public Optional<LayerEntry> find(String path) {
                return Optional.of(MOTD).filter(entry -> entry.path().equals(path));
            }

            @Override
            public List<LayerEntry> children(String directory) {
                return List.of();
            }
        };
        return Partial.of(LayerStore.class, "index", arguments -> index);
    }

    /// Every image is one step with one layer.
    @Bean
    Onions onions() {
        var layer = new Onion.RingLayer(
                0,
                FakeYard.LAYER,
                new DiffId(FakeYard.LAYER.digest()),
                new ChainId(FakeYard.LAYER.digest()),
                Path.of("/layers/1"),
                4_300_000,
                new LayerTrees.Sizes(4_300_000, 4_300_000, 4_300_000),
                400,
                List.of("bin", "etc"),
                List.of(),
                0);
        var ring = new Onion.Ring(0, "ADD rootfs", "ADD rootfs.tar /", "lxl", "base", Instant.EPOCH, false, layer);
        var usage = new LayerTrees.Usage(List.of(), 4_300_000, 4_300_000, List.of());
        return Partial.of(Onions.class, "of", arguments -> new Onion((ImageId) arguments[0], List.of(ring), usage));
    }

    /// A user for every role, called like it.
    @Bean
    Accounts accounts() {
        return Partial.of(Accounts.class, "find", arguments -> Optional.of(user((String) arguments[0])));
    }

    private static User user(String name) {
        Role role = name.equals("lxl") ? Role.OPERATOR : Role.valueOf(name.toUpperCase(java.util.Locale.ROOT));
        return new User(name, role, 1, Instant.EPOCH, null);
    }

    @Bean
    SignIn signIn() {
        return Partial.of(SignIn.class, "attempt", arguments -> new SignIn.Result.Refused());
    }

    @Bean
    RuntimeReadiness readiness() {
        RuntimeReadiness readiness = mock(RuntimeReadiness.class);
        when(readiness.current())
                .thenReturn(new Readiness(List.of(new Problem(Reason.NOT_ROOT, "", "sudo begin")), ""));
        return readiness;
    }

    @Bean
    ProgramSignIn programs() {
        return Partial.of(ProgramSignIn.class, "attempt", arguments -> new SignIn.Result.Refused());
    }
}
