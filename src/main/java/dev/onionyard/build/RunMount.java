package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a `RUN --mount` asks for (Dockerfile reference, RUN --mount).
///
/// @param target path in the container; relative to the working directory; may be empty for secrets
/// @param source path in `from`, for `bind` and `cache`
/// @param from a stage or an image; empty for the context
/// @param id of a cache or secret; empty for the target
/// @param sizeBytes of a tmpfs, 0 for no limit
record RunMount(
        Type type,
        String target,
        String source,
        String from,
        boolean writable,
        String id,
        Sharing sharing,
        long sizeBytes,
        boolean required,
        String env,
        int mode,
        int uid,
        int gid,
        String text) {

    enum Type {
        BIND,
        CACHE,
        TMPFS,
        SECRET,
        SSH
    }

    enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    private static final Set<String> KEYS = Set.of(
            "type",
            "target",
            "dst",
            "destination",
            "source",
            "src",
            "from",
            "rw",
            "readwrite",
            "ro",
            "readonly",
            "id",
            "sharing",
            "size",
            "required",
            "env",
            "mode",
            "uid",
            "gid");

    private static final int CACHE_MODE = 0755;
    private static final int SECRET_MODE = 0400;

    /// @param text `type=cache,target=/root/.cache`
    /// @throws InvalidInputException naming what was expected
    static RunMount parse(String text) {
        Map<String, String> fields = fields(text);
        Type type = type(fields.getOrDefault("type", "bind"), text);
        String target = first(fields, "target", "dst", "destination");
        if (target.isEmpty() && type != Type.SECRET && type != Type.SSH) {
            throw refused(text, "target=path");
        }
        boolean writable = flag(fields, "rw", text)
                || flag(fields, "readwrite", text)
                || type == Type.CACHE && !flag(fields, "ro", text) && !flag(fields, "readonly", text);
        return new RunMount(
                type,
                target,
                first(fields, "source", "src"),
                fields.getOrDefault("from", ""),
                writable,
                fields.getOrDefault("id", ""),
                sharing(fields.getOrDefault("sharing", "shared"), text),
                bytes(fields.getOrDefault("size", "0"), text),
                flag(fields, "required", text),
                fields.getOrDefault("env", ""),
                number(fields, "mode", 8, type == Type.CACHE ? CACHE_MODE : SECRET_MODE, text),
                number(fields, "uid", 10, 0, text),
                number(fields, "gid", 10, 0, text),
                text);
    }

    private static Map<String, String> fields(String text) {
        var fields = new HashMap<String, String>();
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            String key =
                    (equals < 0 ? field : field.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            if (!KEYS.contains(key)) {
                throw refused(
                        text,
                        "type, target, source, from, id, sharing, size, mode, uid, gid, env, required,"
                                + " rw or ro, not \"" + key + "\"");
            }
            fields.put(key, equals < 0 ? "true" : field.substring(equals + 1));
        }
        return fields;
    }

    private static Type type(String word, String text) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "bind" -> Type.BIND;
            case "cache" -> Type.CACHE;
            case "tmpfs" -> Type.TMPFS;
            case "secret" -> Type.SECRET;
            case "ssh" -> Type.SSH;
            default -> throw refused(text, "type=bind, cache, tmpfs, secret or ssh");
        };
    }

    private static Sharing sharing(String word, String text) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "shared" -> Sharing.SHARED;
            case "private" -> Sharing.PRIVATE;
            case "locked" -> Sharing.LOCKED;
            default -> throw refused(text, "sharing=shared, private or locked");
        };
    }

    private static String first(Map<String, String> fields, String... keys) {
        for (String key : keys) {
            String value = fields.get(key);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    private static boolean flag(Map<String, String> fields, String key, String text) {
        return switch (fields.getOrDefault(key, "false").toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw refused(text, key + "=true or false");
        };
    }

    private static int number(Map<String, String> fields, String key, int radix, int otherwise, String text) {
        String value = fields.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseUnsignedInt(value, radix);
        } catch (NumberFormatException e) {
            throw refused(text, key + " as a number, not \"" + value + "\"");
        }
    }

    private static long bytes(String value, String text) {
        try {
            return ByteCounts.parse(value);
        } catch (InvalidInputException e) {
            throw refused(text, "size such as 64m, not \"" + value + "\"");
        }
    }

    private static InvalidInputException refused(String text, String expected) {
        return new InvalidInputException("cannot use --mount=" + text + ": expected " + expected);
    }
}
