package dev.onionyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.StaticMessageSource;

/// The same figures as in the front end's `format.test.ts`.
class FormatsTests {

    private final Formats format = new Formats(new StaticMessageSource());

    @BeforeEach
    void speakEnglish() {
        LocaleContextHolder.setLocale(Locale.ENGLISH);
    }

    @AfterEach
    void forget() {
        LocaleContextHolder.resetLocaleContext();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, '1,023 B'",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "24117248, 23 MiB",
        "4294967296, 4 GiB",
        "-2048, -2 KiB"
    })
    void bytesAreReadable(long count, String words) {
        assertThat(format.bytes(count)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"400, 0s", "59000, 59s", "125000, 2m 05s", "3725000, 1h 02m"})
    void durationsAreReadable(long milliseconds, String words) {
        assertThat(format.duration(Duration.ofMillis(milliseconds))).isEqualTo(words);
    }

    @Test
    void shortensIdsAndNothingElse() {
        String digits = "0123456789ab".repeat(5) + "cdef";
        assertThat(format.name("sha256:" + digits)).isEqualTo("0123456789ab");
        assertThat(format.name(digits)).isEqualTo("0123456789ab");
        assertThat(format.name("shop/db:2")).isEqualTo("shop/db:2");
    }
}
