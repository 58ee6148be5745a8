package dev.onionyard.web.history;

import dev.onionyard.audit.AuditEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes audit rows as CSV (RFC 4180), in English words, because programs read it.
///
/// Names and details are text that others chose. A spreadsheet would run a cell that begins with `=`, `+`, `-`,
/// `@` or a control character as a formula, so such a cell gets an apostrophe in front.
final class HistoryCsv {

    private final Writer out;

    HistoryCsv(Writer out) {
        this.out = out;
    }

    void header() {
        line(Stream.of(
                "id",
                "started",
                "finished",
                "person",
                "channel",
                "origin",
                "action",
                "object id",
                "object",
                "detail",
                "outcome",
                "error",
                "before",
                "after"));
    }

    void row(AuditEntry entry) {
        line(Stream.of(
                Long.toString(entry.id()),
                entry.started().toString(),
                Objects.toString(entry.finished(), ""),
                entry.person(),
                entry.channel().name(),
                entry.origin(),
                entry.action(),
                entry.objectId(),
                entry.objectName(),
                entry.detail(),
                entry.outcome().name(),
                entry.error(),
                entry.before(),
                entry.after()));
    }

    private void line(Stream<String> cells) {
        try {
            out.write(cells.map(HistoryCsv::cell).collect(Collectors.joining(",", "", "\r\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String cell(String text) {
        String safe = isFormula(text) ? "'" + text : text;
        return needsQuotes(safe) ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    private static boolean isFormula(String text) {
        return !text.isEmpty() && ("=+-@".indexOf(text.charAt(0)) >= 0 || Character.isISOControl(text.charAt(0)));
    }

    private static boolean needsQuotes(String text) {
        return text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    }
}
