package dev.onionyard.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Addresses of the files that Vite built. Their names carry a hash of their content, so that browsers may keep
/// them for ever; the manifest beside them says which name is the current one. Templates use it as `${assets}`.
@Component
public class Assets {

    private static final Logger log = LoggerFactory.getLogger(Assets.class);
    private static final String MANIFEST = "static/assets/manifest.json";

    /// One entry of Vite's manifest; what it also says does not matter here.
    private record Chunk(String file, Optional<List<String>> css) {}

    private final Map<String, Chunk> chunks;

    Assets(JsonMapper json) throws IOException {
        this.chunks = read(json);
    }

    private static Map<String, Chunk> read(JsonMapper json) throws IOException {
        var manifest = new ClassPathResource(MANIFEST);
        if (!manifest.exists()) {
            log.warn("The front end is not built: pages come without style and script (Maven ran with frontend.skip)");
            return Map.of();
        }
        try (InputStream in = manifest.getInputStream()) {
            return json.readValue(in, new TypeReference<>() {});
        }
    }

    /// The module script of every page; empty if the front end was not built.
    public String script() {
        return address("src/main.ts");
    }

    /// The small script that sets the theme before the first paint.
    public String themeScript() {
        return address("src/theme.ts");
    }

    public List<String> styles() {
        return Optional.ofNullable(chunks.get("src/main.ts")).flatMap(Chunk::css).orElse(List.of()).stream()
                .map(file -> "/assets/" + file)
                .toList();
    }

    /// The sprite with all icons.
    public String icons() {
        return address("icons.svg");
    }

    /// One icon of the sprite.
    public String icon(String name) {
        return icons() + "#" + name;
    }

    private String address(String source) {
        Chunk chunk = chunks.get(source);
        return chunk == null ? "" : "/assets/" + chunk.file;
    }
}
