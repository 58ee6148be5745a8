package dev.onionyard.web;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/// The dashboard's one translation of the engine's failures: a page that says what failed, why and what to do, or
/// `{"message": …}` for scripts.
@ControllerAdvice
class EngineErrors {

    private static final Logger log = LoggerFactory.getLogger(EngineErrors.class);

    @ExceptionHandler(EngineException.class)
    Object explain(EngineException failure, HttpServletRequest request) {
        HttpStatus status = statusOf(failure);
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (status.is5xxServerError()) {
            log.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), message, failure);
        }
        return wantsJson(request)
                ? ResponseEntity.status(status)
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Map.of("message", message))
                : page(status, wordOf(failure), message);
    }

    private static HttpStatus statusOf(EngineException failure) {
        return switch (failure) {
            case NotFoundException e -> HttpStatus.NOT_FOUND;
            case ConflictException e -> HttpStatus.CONFLICT;
            case InvalidInputException e -> HttpStatus.BAD_REQUEST;
            case UnavailableException e -> HttpStatus.SERVICE_UNAVAILABLE;
            case CorruptedException e -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static String wordOf(EngineException failure) {
        return switch (failure) {
            case NotFoundException e -> "not-found";
            case ConflictException e -> "conflict";
            case InvalidInputException e -> "invalid";
            case UnavailableException e -> "unavailable";
            case CorruptedException e -> "corrupted";
        };
    }

    /// @param word chooses title and advice among the messages `error.*`
    /// @param message what the engine said, or empty
    static ModelAndView page(HttpStatus status, String word, String message) {
        var page = new ModelAndView("error/error", status);
        page.addObject("status", status.value());
        page.addObject("word", word);
        page.addObject("message", message);
        return page;
    }

    /// Addresses under `/api/` are for scripts; elsewhere the header decides.
    static boolean wantsJson(HttpServletRequest request) {
        Object original = request.getAttribute("jakarta.servlet.error.request_uri");
        String path = original == null ? request.getRequestURI() : original.toString();
        String accept = Objects.requireNonNullElse(request.getHeader("Accept"), "");
        return path.startsWith(request.getContextPath() + "/api/")
                ? !accept.startsWith(MediaType.TEXT_HTML_VALUE)
                : accept.startsWith(MediaType.APPLICATION_JSON_VALUE);
    }
}
