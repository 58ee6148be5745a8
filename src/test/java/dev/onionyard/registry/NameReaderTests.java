package dev.onionyard.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameReaderTests {

    private static NamePage read(String json, String after, int limit, String link) throws IOException {
        return new NameReader("tags", after, limit)
                .read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), link);
    }

    @Test
    void pagesThroughARegistryThatSendsAllItsHundredThousandNames() throws IOException {
        String json = IntStream.range(0, 100_000)
                .mapToObj(number -> "\"tag-" + number + "\"")
                .collect(Collectors.joining(",", "{\"name\":\"x\",\"tags\":[", "]}"));
        var names = new ArrayList<String>();
        NamePage page = read(json, "", 30_000, "");
        names.addAll(page.names());
        while (page.hasNext()) {
            page = read(json, page.next(), 30_000, "");
            assertThat(page.names()).hasSizeLessThanOrEqualTo(30_000);
            names.addAll(page.names());
        }
        assertThat(names).hasSize(100_000).doesNotHaveDuplicates();
    }

    @Test
    void followsTheLinkOfARegistryThatPages() throws IOException {
        NamePage page = read(
                "{\"tags\":[\"a\",\"b\"]}", "", 2, "<https://other.example/v2/x/tags/list?n=2&token=7>; rel=\"next\"");
        assertThat(page.next()).isEqualTo("/v2/x/tags/list?n=2&token=7");
        assertThat(read("{\"tags\":null}", "", 2, "").names()).isEmpty();
        assertThat(read("{\"tags\":[]}", "", 2, "</v2/x>; rel=\"next\"").hasNext())
                .as("an empty page that names another one would go on for ever")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"tags\":[1]}", "{\"tags\":[\"a\"", "<html>"})
    void refusesWhatIsNoList(String json) {
        assertThatThrownBy(() -> read(json, "", 2, "")).isInstanceOf(InvalidInputException.class);
    }
}
