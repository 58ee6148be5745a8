package dev.onionyard.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// Failures that are not the engine's: unknown addresses, refused requests, mistakes of ours. It never shows a
/// stack trace; that is in the log.
@Controller
class ErrorPages implements ErrorController {

    @RequestMapping("/error")
    Object explain(HttpServletRequest request) {
        HttpStatus status = statusOf(request);
        return EngineErrors.wantsJson(request)
                ? ResponseEntity.status(status).body(Map.of("message", status.getReasonPhrase()))
                : EngineErrors.page(status, wordOf(status), "");
    }

    private static HttpStatus statusOf(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        return Objects.requireNonNullElse(known, HttpStatus.INTERNAL_SERVER_ERROR);
    }

    private static String wordOf(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "not-found";
            case FORBIDDEN -> "forbidden";
            case UNAUTHORIZED -> "forbidden";
            case METHOD_NOT_ALLOWED -> "invalid";
            case BAD_REQUEST -> "invalid";
            case SERVICE_UNAVAILABLE -> "unavailable";
            default -> status.is4xxClientError() ? "invalid" : "unexpected";
        };
    }
}
