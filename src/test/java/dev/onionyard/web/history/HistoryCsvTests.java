package dev.onionyard.web.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.audit.AuditEntry;
import dev.onionyard.event.Initiator;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryCsvTests {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void noCellBecomesAFormula(String text) {
        assertThat(HistoryCsv.cell(text)).matches("(?s)\"?'.*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"plain|plain", "a,b|\"a,b\"", "say \"hi\"|\"say \"\"hi\"\"\"", "=A1,B1|\"'=A1,B1\""})
    void quotesWhatNeedsQuotes(String text, String cell) {
        assertThat(HistoryCsv.cell(text)).isEqualTo(cell);
    }

    @Test
    void writesALineARow() {
        var out = new StringWriter();
        var csv = new HistoryCsv(out);
        csv.header();
        csv.row(new AuditEntry(
                7,
                Instant.parse("2026-11-21T12:00:00Z"),
                "lxl",
                Initiator.Channel.BROWSER,
                "10.0.0.7",
                "image.tag",
                "sha256:abc",
                "lxl/tomcat02",
                "",
                null,
                AuditEntry.Outcome.OPEN,
                "",
                "a\nb",
                ""));
        assertThat(out.toString().split("\r\n"))
                .containsExactly(
                        "id,started,finished,person,channel,origin,action,object id,object,detail,outcome,error,before,after",
                        "7,2026-11-21T12:00:00Z,,lxl,BROWSER,10.0.0.7,image.tag,sha256:abc,lxl/tomcat02,,OPEN,,\"a\nb\",");
    }
}
