package dev.onionyard.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.WebUtils;

/// English and Chinese: the one that was chosen (a cookie), otherwise the one that the browser prefers.
final class Languages implements LocaleResolver {

    static final Locale ENGLISH = Locale.ENGLISH;
    static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;

    private static final String COOKIE = "onionyard-language";
    private static final List<Locale> KNOWN = List.of(ENGLISH, CHINESE);

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        var cookie = WebUtils.getCookie(request, COOKIE);
        return cookie == null ? preferred(request) : known(cookie.getValue());
    }

    private static Locale preferred(HttpServletRequest request) {
        String header = request.getHeader("Accept-Language");
        if (header == null) {
            return ENGLISH;
        }
        try {
            return Locale.LanguageRange.parse(header).stream()
                    .map(Locale.LanguageRange::getRange)
                    .filter(range -> range.startsWith("zh") || range.startsWith("en"))
                    .findFirst()
                    .map(Languages::known)
                    .orElse(ENGLISH);
        } catch (IllegalArgumentException e) {
            return ENGLISH;
        }
    }

    /// Any kind of Chinese is closer to our Chinese than English is.
    static Locale known(String tag) {
        return KNOWN.stream()
                .filter(locale -> tag.toLowerCase(Locale.ROOT).startsWith(locale.getLanguage()))
                .findFirst()
                .orElse(ENGLISH);
    }

    @Override
    public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
        if (response != null && locale != null) {
            response.addHeader("Set-Cookie", remembering(COOKIE, locale.toLanguageTag()));
        }
    }

    /// A cookie for a year that scripts cannot read.
    static String remembering(String name, String value) {
        return ResponseCookie.from(name, value)
                .path("/")
                .maxAge(Duration.ofDays(365))
                .httpOnly(true)
                .sameSite("Lax")
                .build()
                .toString();
    }
}
