package dev.onionyard.audit;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Service;

/// [AuditHistory] in the database.
@Service
class StoredAuditHistory implements AuditHistory {

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "id");
    private static final int PIECE = 500;
    private static final char ESCAPE = '!';

    private final AuditRecordRepository rows;

    StoredAuditHistory(AuditRecordRepository rows) {
        this.rows = rows;
    }

    @Override
    public AuditPage search(AuditQuery query, int page, int pageSize) {
        Page<AuditRecord> found =
                rows.findAll(matching(query, Long.MAX_VALUE), PageRequest.of(page, pageSize, NEWEST_FIRST));
        return new AuditPage(
                found.getContent().stream().map(AuditRecord::toEntry).toList(),
                page,
                found.getTotalPages(),
                found.getTotalElements());
    }

    @Override
    public void forEach(AuditQuery query, Consumer<AuditEntry> reader) {
        long before = Long.MAX_VALUE;
        List<AuditRecord> piece;
        do {
            long lastSeen = before;
            piece = rows.findBy(
                    matching(query, lastSeen),
                    q -> q.sortBy(NEWEST_FIRST).limit(PIECE).all());
            for (AuditRecord row : piece) {
                reader.accept(row.toEntry());
                before = row.id();
            }
        } while (piece.size() == PIECE);
    }

    @Override
    public List<String> people() {
        return rows.people();
    }

    @Override
    public List<String> actions() {
        return rows.actions();
    }

    private static Specification<AuditRecord> matching(AuditQuery query, long beforeId) {
        return (root, criteria, build) -> {
            List<Predicate> all = new ArrayList<>();
            all.add(build.lessThan(root.get("id"), beforeId));
            if (!query.person().isBlank()) {
                all.add(build.equal(root.get("person"), query.person().strip()));
            }
            if (!query.action().isBlank()) {
                all.add(build.like(root.get("action"), escaped(query.action().strip()) + "%", ESCAPE));
            }
            if (!query.object().isBlank()) {
                all.add(objectLike(root, build, query.object().strip()));
            }
            addTimes(query, root, build, all);
            return build.and(all);
        };
    }

    private static void addTimes(AuditQuery query, Root<AuditRecord> root, CriteriaBuilder build, List<Predicate> all) {
        Instant from = query.from();
        Instant until = query.until();
        if (from != null) {
            all.add(build.greaterThanOrEqualTo(root.get("startedAt"), from));
        }
        if (until != null) {
            all.add(build.lessThan(root.get("startedAt"), until));
        }
    }

    private static Predicate objectLike(Root<AuditRecord> root, CriteriaBuilder build, String object) {
        String pattern = "%" + escaped(object.toLowerCase(Locale.ROOT)) + "%";
        return build.or(
                build.like(build.lower(root.get("objectName")), pattern, ESCAPE),
                build.like(build.lower(root.get("objectId")), pattern, ESCAPE));
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
