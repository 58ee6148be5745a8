package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DockerApiDocTests {

    private static final Path DOCUMENT = Path.of("docs", "docker-api.md");

    @Test
    void documentSaysWhatTheRoutesSay() throws IOException {
        String document = PublishedApi.document();
        if (Boolean.getBoolean("onionyard.write-docs")) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(DOCUMENT)
                .as("stale: run this test with -Donionyard.write-docs=true and commit the file")
                .hasContent(document);
    }

    @Test
    void everyPublishedEndpointIsAnsweredOrRefusedByName() throws IOException {
        try (InputStream list = DockerApiDocTests.class.getResourceAsStream("/docker/published-endpoints.txt")) {
            assertThat(list).isNotNull();
            List<String> published = new String(list.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            assertThat(PublishedApi.endpoints()).containsAll(published);
        }
    }

    @Test
    void noEndpointIsAnsweredTwice() {
        assertThat(PublishedApi.routes().stream()
                        .map(route -> route.method() + " " + route.pattern())
                        .collect(Collectors.toList()))
                .doesNotHaveDuplicates();
    }
}
