package dev.onionyard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.DatabaseTest;
import dev.onionyard.audit.AuditEntry.Outcome;
import dev.onionyard.error.ConflictException;
import dev.onionyard.event.Initiator;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

@DatabaseTest
@Import({StoredAuditTrail.class, StoredAuditHistory.class})
class StoredAuditTrailTests {

    private static final AuditAct STOP = AuditAct.of("container.stop", "c0ffee", "web");

    @Autowired
    private AuditTrail trail;

    @Autowired
    private AuditHistory history;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private EntityManager entities;

    @Autowired
    private TransactionTemplate transaction;

    @AfterEach
    void empty() {
        jdbc.update("delete from audit_record");
    }

    @Test
    void rowIsThereBeforeTheActAndCompleteAfterIt() {
        var lxl = new Initiator("lxl", Initiator.Channel.BROWSER, "10.0.0.7");
        List<AuditEntry> during = new ArrayList<>();

        lxl.run(() -> trail.record(STOP.withDetail("signal TERM"), () -> during.add(only())));

        assertThat(during).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo(Outcome.OPEN);
            assertThat(entry.person()).isEqualTo("lxl");
            assertThat(entry.channel()).isEqualTo(Initiator.Channel.BROWSER);
            assertThat(entry.origin()).isEqualTo("10.0.0.7");
            assertThat(entry.detail()).isEqualTo("signal TERM");
        });
        assertThat(only().outcome()).isEqualTo(Outcome.OK);
        assertThat(only().finished()).isNotNull();
    }

    @Test
    void failureIsRecordedAndLetThrough() {
        assertThatThrownBy(() -> trail.record(STOP, () -> {
                    throw new ConflictException("cannot stop \"web\": it does not run");
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(only().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(only().error()).isEqualTo("cannot stop \"web\": it does not run");
    }

    @Test
    void rowOutlivesTheRollbackOfTheActsTransaction() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> trail.record(STOP, () -> {
                    throw new IllegalStateException("disk full");
                })))
                .hasMessage("disk full");
        assertThat(only().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void workNamesWhatItMadeAndWhatChanged() {
        trail.record(AuditAct.of("container.rename", "", "web"), row -> {
            row.object("c0ffee", "shop");
            row.before("web");
            row.after("shop");
            return row;
        });
        AuditEntry entry = only();
        assertThat(entry.objectId()).isEqualTo("c0ffee");
        assertThat(entry.objectName()).isEqualTo("shop");
        assertThat(entry.before()).isEqualTo("web");
        assertThat(entry.after()).isEqualTo("shop");
    }

    @Test
    void completeRowsCannotBeChangedEvenByJpa() {
        trail.record(STOP, () -> "done");
        long id = only().id();
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> entities.find(AuditRecord.class, id)
                        .complete(
                                Instant.EPOCH, new AuditRecord.Completion("other", "other", null, null), "never was")))
                .hasStackTraceContaining("it is complete");
        assertThat(only().outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void rowsCannotBeRemovedByJpa() {
        trail.record(STOP, () -> "done");
        long id = only().id();
        assertThatThrownBy(() -> transaction.executeWithoutResult(
                        status -> entities.remove(entities.find(AuditRecord.class, id))))
                .hasMessageContaining("the trail only grows");
        assertThat(only().id()).isEqualTo(id);
    }

    @Test
    void hostileAndOverlongTextIsRecordedAllTheSame() {
        String name = "a\0b" + "x".repeat(5000);
        trail.record(AuditAct.of("image.restore", name, name).withDetail(name), () -> "done");
        assertThat(only().objectName()).startsWith("a\uFFFDb").endsWith("…").hasSize(512);
    }

    @Test
    void findsByPersonActionObjectAndTime() {
        var lxl = new Initiator("lxl", Initiator.Channel.BROWSER, "10.0.0.7");
        lxl.run(() -> trail.record(STOP, () -> "done"));
        trail.record(AuditAct.of("image.tag", "sha256:abc", "lxl/tomcat02:1_0"), () -> "done");

        assertThat(found(new AuditQuery("lxl", "", "", null, null))).containsExactly("container.stop");
        assertThat(found(new AuditQuery("", "TOMCAT02", "", null, null))).containsExactly("image.tag");
        assertThat(found(new AuditQuery("", "sha256:a", "", null, null))).containsExactly("image.tag");
        assertThat(found(new AuditQuery("", "", "container.", null, null))).containsExactly("container.stop");
        assertThat(found(new AuditQuery("", "1%0", "", null, null))).isEmpty();
        assertThat(found(new AuditQuery("", "1_0", "", null, null))).containsExactly("image.tag");
        assertThat(found(new AuditQuery("", "", "", null, Instant.EPOCH))).isEmpty();
        assertThat(found(new AuditQuery("", "", "", Instant.EPOCH, null)))
                .containsExactly("image.tag", "container.stop");
        assertThat(history.people()).containsExactly("lxl", "system");
        assertThat(history.actions()).containsExactly("container.stop", "image.tag");
    }

    @Test
    void pagesNewestFirst() {
        recordMany(7);
        AuditPage second = history.search(AuditQuery.ALL, 1, 3);
        assertThat(second.entries()).extracting(AuditEntry::objectName).containsExactly("o3", "o2", "o1");
        assertThat(second.pages()).isEqualTo(3);
        assertThat(second.total()).isEqualTo(7);
    }

    @Test
    void handsOverMoreThanOnePiece() {
        recordMany(1);
        jdbc.update(
                "insert into audit_record (started_at, person, channel, origin, action, object_id, object_name, detail)"
                        + " select started_at, person, channel, origin, action, object_id, 'copy', detail"
                        + " from audit_record, system_range(1, 1100)");
        List<Long> ids = new ArrayList<>();
        history.forEach(AuditQuery.ALL, entry -> ids.add(entry.id()));
        assertThat(ids).hasSize(1101).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    private void recordMany(int count) {
        IntStream.range(0, count).forEach(i -> trail.record(AuditAct.of("image.tag", "", "o" + i), () -> "done"));
    }

    private List<String> found(AuditQuery query) {
        return history.search(query, 0, 10).entries().stream()
                .map(AuditEntry::action)
                .toList();
    }

    private AuditEntry only() {
        return history.search(AuditQuery.ALL, 0, 2).entries().getFirst();
    }
}
