package dev.onionyard.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The `--name=value` words between a keyword and its arguments.
final class Flags {

    private record Flag(String name, String value, int offset, boolean hasValue) {}

    private final List<Flag> flags = new ArrayList<>();
    private final int end;

    /// @param start where the arguments begin, flags included
    Flags(String line, int start, char escape) {
        int at = start;
        while (true) {
            at = skipBlanks(line, at);
            if (!line.startsWith("--", at)) {
                break;
            }
            int wordEnd = wordEnd(line, at, escape);
            String word = line.substring(at, wordEnd);
            if (word.equals("--")) {
                at = wordEnd;
                break;
            }
            flags.add(flag(word, at, escape));
            at = wordEnd;
        }
        this.end = skipBlanks(line, at);
    }

    private static Flag flag(String word, int offset, char escape) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
        String value = equals < 0 ? "" : withoutQuotes(word.substring(equals + 1), escape);
        return new Flag(name, value, offset, equals >= 0);
    }

    /// Quotes around parts of a value are taken away; variables stay as they are.
    private static String withoutQuotes(String value, char escape) {
        return value.indexOf('"') < 0 && value.indexOf('\'') < 0 ? value : new Expansion(escape).unquote(value);
    }

    /// Where the arguments begin.
    int end() {
        return end;
    }

    /// Refuses flags that the instruction does not have.
    void allow(Set<String> names) {
        for (Flag flag : flags) {
            if (!names.contains(flag.name)) {
                throw fault(
                        flag, "unknown flag: --" + flag.name, names.isEmpty() ? "no flag" : "one of " + shown(names));
            }
        }
    }

    /// The value of a flag that may be given once; empty if it is not given.
    String value(String name) {
        List<Flag> found = named(name);
        if (found.size() > 1) {
            throw fault(found.get(1), "Duplicate flag specified: " + name, "--" + name + " once");
        }
        if (found.isEmpty()) {
            return "";
        }
        if (!found.getFirst().hasValue) {
            throw fault(found.getFirst(), "missing a value on flag: " + name, "--" + name + "=value");
        }
        return found.getFirst().value;
    }

    List<String> values(String name) {
        return named(name).stream().map(Flag::value).toList();
    }

    boolean isSet(String name) {
        List<Flag> found = named(name);
        if (found.isEmpty()) {
            return false;
        }
        Flag flag = found.getFirst();
        return switch (flag.hasValue ? flag.value.toLowerCase(java.util.Locale.ROOT) : "true") {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw fault(
                        flag,
                        "expecting boolean value for flag " + name + ", not: " + flag.value,
                        "--" + name + "=true or false");
        };
    }

    boolean has(String name) {
        return !named(name).isEmpty();
    }

    DockerfileFault fault(String name, String message, String expected) {
        return fault(named(name).getFirst(), message, expected);
    }

    private List<Flag> named(String name) {
        return flags.stream().filter(flag -> flag.name.equals(name)).toList();
    }

    private static DockerfileFault fault(Flag flag, String message, String expected) {
        return new DockerfileFault(flag.offset, flag.name.length() + 2, message, expected);
    }

    private static String shown(Set<String> names) {
        return names.stream().sorted().map(name -> "--" + name).collect(java.util.stream.Collectors.joining(", "));
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && Words.isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int wordEnd(String line, int from, char escape) {
        List<Words.Word> words = Words.split(line.substring(from), escape);
        return from + words.getFirst().text().length();
    }
}
