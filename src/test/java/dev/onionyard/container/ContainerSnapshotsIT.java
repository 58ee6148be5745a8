package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.container.ContainerSnapshots.CommitRequest;
import dev.onionyard.container.ContainerYard.Collected;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.Mounts;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContainerSnapshotsIT {

    private static final String WORK =
            "rm /removed; echo new >/changed; mkdir /dir; echo a >/dir/added; echo v >/data/in-volume; echo x >/dev/shm/x";

    private static ContainerYard yard;

    @BeforeAll
    static void make() throws Exception {
        yard = ContainerYard.make();
    }

    @AfterAll
    static void close() {
        yard.close();
    }

    @AfterEach
    void removeAll() {
        yard.removeAll();
    }

    @Test
    void listsWhatAContainerChanged() throws Exception {
        String id = worked();

        assertThat(yard.snapshots().changes(id))
                .extracting(change -> change.sign() + " " + change.path())
                .containsExactly("CHANGED /changed", "ADDED /dir", "ADDED /dir/added", "REMOVED /removed");
    }

    @Test
    void makesAnImageWithOneMoreRing() throws Exception {
        String id = worked();
        Image base = yard.images().get("box");

        Image image = yard.snapshots()
                .commit(
                        id,
                        new CommitRequest(
                                ImageReference.parse("lxl/box02"),
                                "it works",
                                "lxl",
                                true,
                                List.of("CMD [\"cat\", \"/changed\"]", "ENV MORE=1")),
                        ProgressListener.NONE);

        assertThat(image.displayName()).isEqualTo("lxl/box02:latest");
        assertThat(image.parent()).isEqualTo(base.id());
        assertThat(image.layers()).startsWith(base.layers().getFirst()).hasSize(2);
        assertThat(image.config().content().author()).isEqualTo("lxl");
        assertThat(image.config().content().comment()).isEqualTo("it works");
        assertThat(image.config().process().env()).contains("MORE=1", "GREETING=hello", "FROM_IMAGE=yes");
        HistoryEntry step = image.config().history().getLast();
        assertThat(image.config().history()).hasSize(2);
        assertThat(step.createdBy()).isEqualTo("sh -c " + WORK);
        assertThat(step.author()).isEqualTo("lxl");
        assertThat(step.comment()).isEqualTo("it works");
        assertThat(step.emptyLayer()).isFalse();
        assertThat(yard.application
                        .get(LayerStore.class)
                        .index(image.layers().getLast())
                        .entries())
                .extracting(entry -> (entry.kind() == LayerEntry.Kind.WHITEOUT ? "-" : "") + entry.path())
                .containsExactly("changed", "dir", "dir/added", "-removed");

        yard.containers().remove(id, false, true);
        String second = yard.run(ContainerRequest.of("lxl/box02"));
        yard.exitCode(second);
        assertThat(yard.log(second)).isEqualTo("new\n");
        yard.containers().remove(second, false, true);
        yard.images().remove("lxl/box02", false);
    }

    @Test
    void pausesARunningContainerOnlyForTheCapture() throws Exception {
        String id = yard.run(ContainerYard.script("echo x >/file; echo ready; exec sleep 60"));
        ContainerYard.await("the container to be ready", () -> yard.log(id).equals("ready\n"));

        Image image =
                yard.snapshots().commit(id, new CommitRequest(null, "", "", true, List.of()), ProgressListener.NONE);

        assertThat(image.tags()).isEmpty();
        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.RUNNING);
        var output = new Collected();
        yard.terminals()
                .exec(
                        id,
                        new ContainerTerminals.ExecRequest(
                                List.of("cat", "/file"), false, false, List.of(), null, null, false),
                        output)
                .exit()
                .join();
        assertThat(output.stdout()).isEqualTo("x\n");
        yard.images().remove(image.id().toString(), false);
    }

    @Test
    void addsNothingButAStepWhereNothingChanged() throws Exception {
        String id = yard.run(ContainerYard.script("true"));
        yard.exitCode(id);

        Image image = yard.snapshots()
                .commit(id, new CommitRequest(null, "same", "", true, List.of()), ProgressListener.NONE);

        assertThat(image.layers()).isEqualTo(yard.images().get("box").layers());
        assertThat(image.config().history().getLast().emptyLayer()).isTrue();
        yard.images().remove(image.id().toString(), false);
    }

    @Test
    void refusesChangesItDoesNotUnderstandBeforeAnything() throws Exception {
        String id = worked();
        int before = yard.images().all().size();

        assertThatThrownBy(() -> yard.snapshots()
                        .commit(
                                id,
                                new CommitRequest(null, "", "", true, List.of("RUN rm -rf /")),
                                ProgressListener.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("RUN");
        assertThat(yard.images().all()).hasSize(before);
    }

    @Test
    void exportsTheWholeTreeOfAStoppedContainer() throws Exception {
        String id = worked();

        List<String> names = exportedNames(id);

        assertThat(names)
                .contains(
                        "bin/", "bin/busybox", "changed", "dir/", "dir/added", "data/from-image", "etc/hosts", "proc/")
                .doesNotContain("removed", "data/in-volume");
        assertThat(names).filteredOn(name -> name.startsWith("proc/")).containsExactly("proc/");
        assertThat(Mounts.below(yard.application.home())).isEmpty();
    }

    @Test
    void exportsARunningContainer() throws Exception {
        String id = yard.run(ContainerYard.script("echo x >/file; echo ready; exec sleep 60"));
        ContainerYard.await("the container to be ready", () -> yard.log(id).equals("ready\n"));

        assertThat(exportedNames(id)).contains("file");
        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.RUNNING);
    }

    private static String worked() throws Exception {
        String id = yard.run(ContainerYard.script(WORK));
        assertThat(yard.exitCode(id)).isZero();
        return id;
    }

    private static List<String> exportedNames(String id) throws IOException {
        var bytes = new ByteArrayOutputStream();
        yard.snapshots().export(id, bytes, ProgressListener.NONE);
        var names = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
