package dev.onionyard.web.images;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// Whether a person wants to read histories from the newest or from the oldest step; remembered in a cookie.
final class HistoryOrder {

    static final String COOKIE = "onionyard-history-order";

    private static final String OLDEST = "oldest";
    private static final String NEWEST = "newest";

    private HistoryOrder() {}

    /// @param asked what the address asks for now, and is then remembered
    static boolean newestFirst(@Nullable String asked, String remembered, HttpServletResponse response) {
        if (asked != null && (asked.equals(NEWEST) || asked.equals(OLDEST))) {
            response.addHeader(HttpHeaders.SET_COOKIE, remember(asked).toString());
            return asked.equals(NEWEST);
        }
        return !OLDEST.equals(remembered);
    }

    private static ResponseCookie remember(String order) {
        return ResponseCookie.from(COOKIE, order)
                .path("/images")
                .maxAge(Duration.ofDays(365))
                .httpOnly(true)
                .sameSite("Lax")
                .build();
    }
}
