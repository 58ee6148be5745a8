package dev.onionyard.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=validate")
@Import({StoredVolumes.class, EngineEvents.class})
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@DirtiesContext
class VolumesIT {

    @TempDir
    static Path temp;

    @Autowired
    private StoredVolumes volumes;

    @Autowired
    private VolumeRepository rows;

    @Autowired
    private Trail trail;

    @Autowired
    private Users users;

    @Autowired
    private EngineEvents events;

    static class Trail implements AuditTrail {

        final List<String> acts = new ArrayList<>();

        @Override
        public <T> T record(AuditAct act, Function<AuditRow, T> work) {
            acts.add(act.action() + " " + act.objectName());
            return work.apply(new AuditRow() {
                @Override
                public void object(String objectId, String objectName) {}

                @Override
                public void before(String text) {}

                @Override
                public void after(String text) {}
            });
        }
    }

    static class Users implements VolumeUsage {

        final Map<String, List<String>> containers = new HashMap<>();

        @Override
        public List<String> containersUsing(String volumeName) {
            return containers.getOrDefault(volumeName, List.of());
        }
    }

    @TestConfiguration
    static class Setting {

        @Bean
        HomeDirectory home() {
            return new HomeDirectory(temp.resolve("home"), temp.resolve("run"));
        }

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Trail trail() {
            return new Trail();
        }

        @Bean
        Users users() {
            return new Users();
        }
    }

    @BeforeEach
    void removeAll() {
        users.containers.clear();
        volumes.all().forEach(volume -> volumes.remove(volume.name()));
        trail.acts.clear();
    }

    @Test
    void isADirectoryThatLasts() throws IOException {
        Volume volume = volumes.create("data", Map.of("a", "b"));

        assertThat(volume.data())
                .isEqualTo(temp.resolve("home/volumes/data/_data"))
                .isEmptyDirectory();
        assertThat(volumes.isEmpty("data")).isTrue();
        Files.write(volume.data().resolve("f"), new byte[100_000]);
        assertThat(volumes.create("data", Map.of())).isEqualTo(volume);
        assertThat(volumes.isEmpty("data")).isFalse();
        assertThat(volumes.bytesOnDisk("data")).isGreaterThanOrEqualTo(100_000);
        assertThat(trail.acts).containsExactly("volume.create data");

        volumes.remove("data");
        assertThat(temp.resolve("home/volumes")).isEmptyDirectory();
        assertThat(trail.acts).containsExactly("volume.create data", "volume.remove data");
        assertThat(events.since(Instant.EPOCH))
                .filteredOn(event -> event.actorId().equals("data"))
                .extracting(EngineEvent::action)
                .containsExactly("create", "destroy");
        assertThatThrownBy(() -> volumes.get("data"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("get data: no such volume");
    }

    @Test
    void anonymousOnesGetNamesOfTheirOwn() {
        Volume one = volumes.createAnonymous(Map.of());
        Volume two = volumes.createAnonymous(Map.of());
        assertThat(one.name()).matches("[0-9a-f]{64}").isNotEqualTo(two.name());
        assertThat(one.anonymous()).isTrue();
        assertThat(volumes.all()).containsExactlyInAnyOrder(one, two);
    }

    @Test
    void staysWhileItIsUsed() {
        volumes.create("data", Map.of());
        users.containers.put("data", List.of("web", "db"));
        assertThatThrownBy(() -> volumes.remove("data"))
                .isInstanceOf(ConflictException.class)
                .hasMessage("remove data: volume is in use - [web, db]");
        assertThat(volumes.get("data").data()).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a/b", ".hidden", "-x", "a b", "茶", "a\0"})
    void refusesNamesThatDockerRefuses(String name) {
        assertThatThrownBy(() -> volumes.create(name, Map.of())).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> volumes.remove(name)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void optionsMountMemoryOrAFolderOfTheHost() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("of-host"));
        Files.writeString(folder.resolve("kept"), "kept");
        Volume bound =
                volumes.create("bound", Map.of(), Map.of("type", "none", "o", "bind", "device", folder.toString()));
        Volume memory = volumes.create("memory", Map.of(), Map.of("type", "tmpfs", "o", "size=1m,mode=700"));

        assertThat(bound.data().resolve("kept")).hasContent("kept");
        assertThat(Mounts.isMounted(memory.data())).isTrue();
        assertThat(Files.getFileStore(memory.data()).getTotalSpace()).isEqualTo(1 << 20);
        assertThat(volumes.get("memory").options()).containsEntry("type", "tmpfs");
        assertThatThrownBy(() -> volumes.create("memory", Map.of(), Map.of("type", "tmpfs")))
                .isInstanceOf(ConflictException.class);

        volumes.remove("bound");
        volumes.remove("memory");

        assertThat(folder.resolve("kept")).hasContent("kept");
        assertThat(temp.resolve("home/volumes")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "type, nfs, nfs",
        "type, ext4, ext4",
        "o, bind, missing device",
        "device, /tmp, missing required option",
        "size, 10, invalid option",
        "o, noatime, missing required option"
    })
    void refusesOptionsByName(String name, String value, String told) {
        assertThatThrownBy(() -> volumes.create("x", Map.of(), Map.of(name, value)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(told);
        assertThat(volumes.all()).isEmpty();
    }

    @Test
    void unusedOnesArePruned() throws IOException {
        Files.write(volumes.create("data", Map.of("a", "b")).data().resolve("f"), new byte[100_000]);
        volumes.create("used", Map.of());
        users.containers.put("used", List.of("web"));

        assertThat(volumes.prune(volume -> volume.labels().isEmpty())).isEmpty();
        assertThat(volumes.prune(volume -> true).get("data")).isGreaterThanOrEqualTo(100_000);
        assertThat(volumes.all()).extracting(Volume::name).containsExactly("used");
    }

    @Test
    void directoriesAreTheTruthAtStart() throws IOException {
        Files.createDirectories(temp.resolve("home/volumes/found/_data"));
        Files.createDirectories(temp.resolve("home/volumes/.removed-old/_data"));
        rows.save(new VolumeEntity("lost", Map.of(), false, Instant.EPOCH, Map.of()));

        volumes.afterPropertiesSet();

        assertThat(volumes.all()).extracting(Volume::name).containsExactly("found");
        assertThat(temp.resolve("home/volumes/.removed-old")).doesNotExist();
    }
}
