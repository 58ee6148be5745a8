package dev.onionyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Both languages say everything, and templates ask for nothing that is not said.
class MessagesTests {

    private static final String CHINESE = "_zh_CN.properties";
    private static final Pattern LITERAL_KEY = Pattern.compile("#\\{([a-z][A-Za-z0-9_.-]*)[}(]");

    @ParameterizedTest
    @MethodSource("englishBundles")
    void chineseHasTheSameKeys(Resource english) throws IOException {
        String chinese = String.valueOf(english.getFilename()).replace(".properties", CHINESE);
        assertThat(keysOf(english.createRelative(chinese))).isEqualTo(keysOf(english));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyKeyInTemplatesExists(Resource template) throws IOException {
        Set<String> known = new TreeSet<>();
        englishBundles().forEach(bundle -> known.addAll(keysOf(bundle)));
        String text = template.getContentAsString(StandardCharsets.UTF_8);
        assertThat(LITERAL_KEY.matcher(text).results().map(match -> match.group(1)))
                .isSubsetOf(known);
    }

    @Test
    void noKeyIsInTwoBundles() throws IOException {
        var all = englishBundles().flatMap(bundle -> keysOf(bundle).stream()).toList();
        assertThat(all).doesNotHaveDuplicates();
    }

    static Stream<Resource> englishBundles() throws IOException {
        return resources("classpath*:i18n/*.properties")
                .filter(bundle -> !String.valueOf(bundle.getFilename()).endsWith(CHINESE));
    }

    static Stream<Resource> templates() throws IOException {
        return resources("classpath*:templates/**/*.html");
    }

    private static Stream<Resource> resources(String pattern) throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(pattern));
    }

    private static Set<String> keysOf(Resource bundle) {
        var properties = new Properties();
        try (var reader = new InputStreamReader(bundle.getInputStream(), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TreeSet<>(properties.stringPropertyNames());
    }
}
