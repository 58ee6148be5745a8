package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// One request and its answer, in the Docker API's terms.
final class Exchange {

    private static final int JSON_LIMIT_BYTES = 4 << 20;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Caller caller;
    private final ApiVersion version;
    private final List<String> pathVariables;
    private final Map<String, List<String>> query;

    Exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            Caller caller,
            ApiVersion version,
            List<String> pathVariables) {
        this.request = request;
        this.response = response;
        this.caller = caller;
        this.version = version;
        this.pathVariables = pathVariables.stream().map(Exchange::decodePath).toList();
        this.query = parseQuery(request.getQueryString());
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    Caller caller() {
        return caller;
    }

    ApiVersion version() {
        return version;
    }

    /// The first variable of the path: the object's id or name.
    String id() {
        return pathVariables.getFirst();
    }

    String query(String name, String otherwise) {
        List<String> values = query.get(name);
        return values == null || values.getFirst().isEmpty() ? otherwise : values.getFirst();
    }

    List<String> queries(String name) {
        return query.getOrDefault(name, List.of());
    }

    /// Docker's booleans: everything is true but nothing, `0`, `no`, `false`, `none`.
    boolean flag(String name, boolean otherwise) {
        List<String> values = query.get(name);
        if (values == null) {
            return otherwise;
        }
        String value = values.getFirst().strip().toLowerCase(java.util.Locale.ROOT);
        return !List.of("", "0", "no", "false", "none").contains(value);
    }

    boolean flag(String name) {
        return flag(name, false);
    }

    int number(String name, int otherwise) {
        String text = query(name, "");
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("cannot read parameter \"" + name + "\": \"" + text + "\" is not a number");
        }
    }

    /// The `filters` parameter.
    Filters filters() {
        return Filters.parse(query("filters", ""));
    }

    String header(String name) {
        return Objects.requireNonNullElse(request.getHeader(name), "");
    }

    InputStream body() throws IOException {
        return request.getInputStream();
    }

    /// The request's JSON, or null if there is no body.
    <T> @Nullable T jsonOrNull(Class<T> type) throws IOException {
        byte[] body = body().readNBytes(JSON_LIMIT_BYTES + 1);
        if (body.length > JSON_LIMIT_BYTES) {
            throw new InvalidInputException("cannot read request: JSON of more than " + JSON_LIMIT_BYTES + " bytes");
        }
        if (body.length == 0) {
            return null;
        }
        try {
            return DockerJson.MAPPER.readValue(body, type);
        } catch (JacksonException e) {
            throw new InvalidInputException("invalid JSON: " + withoutSource(e.getOriginalMessage()), e);
        }
    }

    /// What the parser says about its own settings is nothing to a client.
    private static String withoutSource(String message) {
        return message.lines().findFirst().orElse("").replaceAll(" \\(start marker.*|, from `.*`", "");
    }

    <T> T json(Class<T> type) throws IOException {
        T value = jsonOrNull(type);
        if (value == null) {
            throw new InvalidInputException("invalid JSON: got EOF while reading request body");
        }
        return value;
    }

    void respond(int status, Object body) throws IOException {
        respondJson(status, DockerJson.MAPPER.writeValueAsBytes(body));
    }

    /// Answers with JSON that is written already.
    void respondJson(int status, byte[] bytes) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    void respond(Object body) throws IOException {
        respond(HttpServletResponse.SC_OK, body);
    }

    /// Success without a word.
    void respondEmpty() {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentLength(0);
    }

    void noContent() {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    void notModified() {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    }

    /// Begins an answer of unknown length whose headers go out at once: clients wait for them.
    OutputStream stream(String contentType) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(contentType);
        response.flushBuffer();
        return response.getOutputStream();
    }

    JsonStream jsonStream() throws IOException {
        return new JsonStream(stream("application/json"));
    }

    private static Map<String, List<String>> parseQuery(@Nullable String text) {
        var parsed = new HashMap<String, List<String>>();
        if (text == null) {
            return parsed;
        }
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parsed.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
        }
        return parsed;
    }

    /// In a path `+` is itself.
    private static String decodePath(String text) {
        return decode(text.replace("+", "%2B"));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("cannot read address: \"" + text + "\" is not percent-encoded", e);
        }
    }
}
