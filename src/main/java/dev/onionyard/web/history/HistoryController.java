package dev.onionyard.web.history;

import dev.onionyard.audit.AuditHistory;
import dev.onionyard.audit.AuditPage;
import dev.onionyard.audit.AuditQuery;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.ContentDisposition;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// Who did what: the audit trail, filtered, paged, exported.
@Controller
class HistoryController {

    private static final int PAGE_SIZE = 50;

    private final AuditHistory history;

    HistoryController(AuditHistory history) {
        this.history = history;
    }

    /// What the filter form asks for. The days are those of the server's time zone.
    record Filter(
            @Nullable String person,
            @Nullable String object,
            @Nullable String action,
            @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate from,
            @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate until) {

        AuditQuery toQuery() {
            ZoneId zone = ZoneId.systemDefault();
            return new AuditQuery(
                    text(person),
                    text(object),
                    text(action),
                    from == null ? null : from.atStartOfDay(zone).toInstant(),
                    until == null ? null : until.plusDays(1).atStartOfDay(zone).toInstant());
        }

        private static String text(@Nullable String given) {
            return given == null ? "" : given;
        }
    }

    @GetMapping("/history")
    String page(Filter filter, @RequestParam(defaultValue = "0") int page, Model model) {
        AuditPage found = history.search(filter.toQuery(), Math.max(0, page), PAGE_SIZE);
        model.addAttribute("filter", filter);
        model.addAttribute("found", found);
        model.addAttribute("people", history.people());
        model.addAttribute("actions", history.actions());
        return "history/history";
    }

    @GetMapping("/history.csv")
    ResponseEntity<StreamingResponseBody> export(Filter filter) {
        AuditQuery query = filter.toQuery();
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(
                        "Content-Disposition",
                        ContentDisposition.attachment()
                                .filename("onionyard-history.csv")
                                .build()
                                .toString())
                .body(out -> write(query, out));
    }

    private void write(AuditQuery query, OutputStream out) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        var csv = new HistoryCsv(writer);
        csv.header();
        history.forEach(query, csv::row);
        writer.flush();
    }
}
