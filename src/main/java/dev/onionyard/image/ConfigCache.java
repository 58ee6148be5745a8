package dev.onionyard.image;

import dev.onionyard.blob.BlobStore;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Reads image configurations from the blob store and keeps the last used ones: they never change.
@Component
class ConfigCache {

    private static final int LIMIT = 1024;

    private final BlobStore blobs;
    private final Map<ImageId, ImageConfig> cache = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ImageId, ImageConfig> eldest) {
            return size() > LIMIT;
        }
    });

    ConfigCache(BlobStore blobs) {
        this.blobs = blobs;
    }

    ImageConfig get(ImageId id) {
        ImageConfig cached = cache.get(id);
        if (cached != null) {
            return cached;
        }
        ImageConfig read = ImageConfigJson.read(blobs.read(id.digest()));
        cache.put(id, read);
        return read;
    }

    void put(ImageConfig config) {
        blobs.put(config.json());
        cache.put(config.id(), config);
    }

    void remove(ImageId id) {
        cache.remove(id);
        blobs.remove(id.digest());
    }
}
