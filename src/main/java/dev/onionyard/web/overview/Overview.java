package dev.onionyard.web.overview;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.image.ImagePage;
import dev.onionyard.image.ImageQuery;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Collects the figures of the first page.
@Component
class Overview {

    private static final Logger log = LoggerFactory.getLogger(Overview.class);
    private static final int NEWEST = 5;
    private static final int RUNNING_SHOWN = 8;

    /// @param layerBytes what all layers take on disk, each once
    record Stock(long images, long layers, long layerBytes, List<ImagePage.Row> newest) {}

    /// @param running the first few that have a process
    record Yard(int total, int alive, List<Container> running) {}

    /// The file system of the home directory. `total` is 0 if it cannot be read.
    record Disk(long used, long total, long free) {

        private static final int FULL_PERCENT = 90;

        /// Warn before a restore fails.
        public boolean nearlyFull() {
            return total > 0 && used * 100 >= total * FULL_PERCENT;
        }
    }

    private final Images images;
    private final LayerStore layers;
    private final Containers containers;
    private final HomeDirectory home;

    Overview(Images images, LayerStore layers, Containers containers, HomeDirectory home) {
        this.images = images;
        this.layers = layers;
        this.containers = containers;
        this.home = home;
    }

    Stock stock() {
        ImagePage newest = images.search(new ImageQuery("", ImageQuery.Sort.CREATED, true, 0, NEWEST));
        List<Layer> all = layers.all();
        long bytes = all.stream().mapToLong(Layer::storedBytes).sum();
        return new Stock(newest.total(), all.size(), bytes, newest.rows());
    }

    Yard yard() {
        List<Container> all = containers.all();
        List<Container> alive = all.stream().filter(Overview::isAlive).toList();
        return new Yard(
                all.size(), alive.size(), alive.stream().limit(RUNNING_SHOWN).toList());
    }

    private static boolean isAlive(Container container) {
        ContainerState state = container.status().state();
        return state.alive() || state == ContainerState.RESTARTING;
    }

    Disk disk() {
        try {
            FileStore store = Files.getFileStore(home.path());
            long total = store.getTotalSpace();
            return new Disk(total - store.getUnallocatedSpace(), total, store.getUsableSpace());
        } catch (IOException e) {
            log.warn("Cannot read the size of the file system of {}", home.path(), e);
            return new Disk(0, 0, 0);
        }
    }
}
