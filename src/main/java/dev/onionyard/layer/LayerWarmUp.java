package dev.onionyard.layer;

import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Registers and rewrites a made-up layer in a corner of the run directory once the server is up, so that the
/// first real one meets compiled code: until then SHA-256 is twenty times slower. Left out with
/// `onionyard.warm-up=false`.
@Component
@ConditionalOnProperty(name = "onionyard.warm-up", havingValue = "true", matchIfMissing = true)
class LayerWarmUp implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(LayerWarmUp.class);
    private static final int FILES = 400;
    private static final int FILE_BYTES = 40_000;

    private final HomeDirectory home;
    private @Nullable Thread thread;

    LayerWarmUp(HomeDirectory home) {
        this.home = home;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        thread = Thread.ofPlatform().daemon().name("layer-warm-up").start(this::run);
    }

    @Override
    public void destroy() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(2_000);
        }
    }

    private void run() {
        Path corner = home.runDirectory("warm-up");
        var store = new FileLayerStore(corner, new DirectoryForm(Privilege.ofThisProcess()));
        try {
            var tar = new ByteArrayInputStream(madeUpTar());
            Layer layer = store.register(tar, null, List.of(), ProgressListener.NONE);
            store.writeTar(layer.id(), OutputStream.nullOutputStream(), ProgressListener.NONE);
        } catch (IOException | RuntimeException e) {
            // Nobody waits for it. A server that stops at once interrupts it.
            LOG.debug("The warm-up ended early", e);
        } finally {
            store.destroy();
            FileTrees.remove(corner);
        }
    }

    private static byte[] madeUpTar() throws IOException {
        var bytes = new ByteArrayOutputStream(FILES * (FILE_BYTES + 2048));
        byte[] content = new byte[FILE_BYTES];
        try (var tar = new TarWriter(bytes)) {
            for (int i = 0; i < FILES; i++) {
                tar.put(TarEntry.file("folder-" + i % 20 + "/file-" + i, FILE_BYTES), content);
            }
        }
        return bytes.toByteArray();
    }
}
