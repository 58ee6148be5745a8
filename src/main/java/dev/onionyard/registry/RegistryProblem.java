package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a registry says went wrong (distribution-spec, Error Codes).
///
/// @param code for example `MANIFEST_UNKNOWN`; empty if it did not say
/// @param text in Docker's form: `manifest unknown: manifest unknown`
record RegistryProblem(int status, String code, String text) {

    private static final int LIMIT = 64 << 10;
    private static final int LONGEST_TEXT = 300;

    /// Reads and closes the answer.
    static RegistryProblem of(HttpResponse<InputStream> answer) {
        int status = answer.statusCode();
        try (InputStream body = answer.body()) {
            JsonNode first = JsonMapper.shared()
                    .readTree(body.readNBytes(LIMIT))
                    .path("errors")
                    .path(0);
            String code = first.path("code").asString("");
            return new RegistryProblem(
                    status,
                    printable(code),
                    text(status, code, first.path("message").asString("")));
        } catch (IOException | JacksonException e) {
            return new RegistryProblem(status, "", text(status, "", ""));
        }
    }

    boolean isRefusal() {
        return status == 401 || status == 403;
    }

    boolean isMissing() {
        return status == 404;
    }

    /// Whether the registry knows the method, but not here: it is a mirror or under maintenance.
    boolean isReadOnly() {
        return status == 405;
    }

    InvalidInputException readOnly(String registry) {
        return new InvalidInputException("cannot push to registry \"" + registry
                + "\": it takes nothing, perhaps it is read-only (" + text + ")");
    }

    private static String text(int status, String code, String message) {
        if (!code.isEmpty()) {
            String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
            return printable(message.isEmpty() ? words : words + ": " + message);
        }
        return switch (status) {
            case 401 -> "unauthorized: authentication required";
            case 403 -> "denied: requested access to the resource is denied";
            case 404 -> "not found";
            case 405 -> "unsupported: the operation is unsupported";
            case 429 -> "toomanyrequests: too many requests";
            default -> "status " + status;
        };
    }

    /// Text of a stranger, for one line.
    static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
