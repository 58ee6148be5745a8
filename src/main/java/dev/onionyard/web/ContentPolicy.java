package dev.onionyard.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;

/// What a page may load and run: files of this server, nothing else, and no script or style within the page.
///
/// The pages of containers may also have style elements: the terminal (xterm.js) makes its colours and sizes
/// that way.
final class ContentPolicy implements HeaderWriter {

    private static final String COMMON = "default-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self';"
            + " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';";
    private static final String STRICT = COMMON + " style-src 'self'";
    private static final String WITH_TERMINAL = COMMON + " style-src 'self'; style-src-elem 'self' 'unsafe-inline'";

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        String policy =
                request.getRequestURI().startsWith(request.getContextPath() + "/containers/") ? WITH_TERMINAL : STRICT;
        response.setHeader("Content-Security-Policy", policy);
    }
}
