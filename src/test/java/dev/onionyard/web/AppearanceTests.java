package dev.onionyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class AppearanceTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "/\\evil.example", "https://evil.example", "", "x", "/a\r\nSet-Cookie: b"})
    void neverLeadsAway(String back) {
        assertThat(Appearance.withinDashboard(back)).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/images?page=2&sort=size", "/images/sha256:abc", "/images/%E4%B8%AD"})
    void comesBackToPagesOfOurs(String back) {
        assertThat(Appearance.withinDashboard(back)).isEqualTo(back);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zh-CN,zh;q=0.9,en;q=0.8 | zh-CN",
                "zh-TW | zh-CN",
                "de,en;q=0.5 | en",
                "de | en",
                "en;q=0.5,zh;q=0.9 | zh-CN",
                "%%% | en"
            })
    void speaksTheLanguageThatTheBrowserPrefers(String header, String language) {
        var request = new MockHttpServletRequest();
        request.addHeader("Accept-Language", header);
        assertThat(new Languages().resolveLocale(request)).isEqualTo(Locale.forLanguageTag(language));
    }
}
