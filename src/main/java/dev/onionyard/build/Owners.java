package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Turns what `--chown` says into numbers, by the image's own `/etc/passwd` and `/etc/group`.
final class Owners {

    private static final int LIMIT = 4 << 20;

    private Owners() {}

    /// `user`, `user:group`, with names or numbers. A user without group gets the group of the same name or number.
    ///
    /// @throws InvalidInputException in Docker's words if the image does not know a name
    static Owner resolve(SourceTree image, String text) {
        String[] parts = text.split(":", 2);
        if (parts[0].isEmpty() || parts.length == 2 && (parts[1].isEmpty() || parts[1].contains(":"))) {
            throw new InvalidInputException("invalid chown string format: " + text);
        }
        String group = parts.length == 2 ? parts[1] : parts[0];
        return new Owner(
                number(image, "etc/passwd", parts[0], "user", text), number(image, "etc/group", group, "group", text));
    }

    private static long number(SourceTree image, String file, String name, String kind, String text) {
        if (name.matches("\\d{1,10}")) {
            return Long.parseLong(name);
        }
        return text(image, file)
                .lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 2 && fields[0].equals(name) && fields[2].matches("\\d{1,10}"))
                .map(fields -> Long.parseLong(fields[2]))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unable to convert uid/gid chown string " + text
                        + " to host mapping: can't find " + (kind.equals("user") ? "uid for user " : "gid for group ")
                        + name + ": no such " + kind + ": " + name));
    }

    private static String text(SourceTree image, String path) {
        Optional<SourceEntry> file = image.resolve(path).filter(entry -> entry.kind() == SourceEntry.Kind.FILE);
        if (file.isEmpty()) {
            return "";
        }
        try (InputStream in = image.open(file.get())) {
            return new String(in.readNBytes(LIMIT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
