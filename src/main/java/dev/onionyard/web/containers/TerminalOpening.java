package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerTerminals.ExecRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/// What a browser asks for when it opens a terminal's WebSocket, read from the address
/// `/api/containers/{container}/terminal?…`.
///
/// @param session a terminal to come back to, or empty
/// @param attach to the container's first process; otherwise a new process is started
/// @param command the shell to start, a command line; empty for the best the container has
/// @param user to run it as; empty for the container's
record TerminalOpening(
        String container, String session, boolean attach, String command, String user, int rows, int columns) {

    private static final int MOST = 1000;

    static TerminalOpening of(URI address) {
        var uri = UriComponentsBuilder.fromUri(address).build();
        var query = uri.getQueryParams();
        List<String> path = uri.getPathSegments();
        return new TerminalOpening(
                decoded(path.get(path.size() - 2)),
                decoded(query.getFirst("session")),
                "attach".equals(query.getFirst("mode")),
                decoded(query.getFirst("command")),
                decoded(query.getFirst("user")),
                size(query.getFirst("rows"), 24),
                size(query.getFirst("cols"), 80));
    }

    ExecRequest exec() {
        ExecRequest shell = ExecRequest.shell();
        List<String> words = ShellWords.split(command);
        return new ExecRequest(
                words.isEmpty() ? shell.args() : words,
                true,
                true,
                shell.env(),
                user.isBlank() ? null : user,
                null,
                false);
    }

    /// A number of rows or columns that a terminal can have.
    static int size(@Nullable String text, int otherwise) {
        try {
            return text == null ? otherwise : size(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    static int size(int asked) {
        return Math.clamp(asked, 1, MOST);
    }

    private static String decoded(@Nullable String text) {
        return text == null
                ? ""
                : URLDecoder.decode(text, StandardCharsets.UTF_8).strip();
    }
}
