package dev.onionyard.image;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Answers [ImageQuery] with three statements, whatever the number of images: how many match, one page of them
/// with their sizes, and the names of that page.
@Component
class ImageSearch {

    private static final int LARGEST_PAGE = 200;

    /// A text matches a part of a name or label, or the beginning of an id.
    private static final String MATCHES = """
            (:text = ''
                or i.id like :idStart escape '!'
                or i.labels like :part escape '!'
                or exists (select 1 from image_tags t
                           where t.image_id = i.id and lower(t.familiar) like :part escape '!'))
            """;

    private static final String UNIQUE_BYTES = """
            (select coalesce(sum(l.content_bytes), 0) from image_layers p join layers l on l.id = p.layer_id
             where p.image_id = i.id and l.image_count = 1)
            """;

    private static final String LINES = "select i.id, i.created, i.content_bytes, i.layer_count, " + UNIQUE_BYTES
            + " as unique_bytes from images i where i.id in (:ids)";

    private final JdbcClient jdbc;
    private final TagRows tags;
    private final ContainerUsage containers;

    ImageSearch(JdbcClient jdbc, TagRows tags, ContainerUsage containers) {
        this.jdbc = jdbc;
        this.tags = tags;
        this.containers = containers;
    }

    ImagePage search(ImageQuery query) {
        if (query.page() < 0 || query.pageSize() < 1 || query.pageSize() > LARGEST_PAGE) {
            throw new InvalidInputException("cannot list images: expected a page from 0 and a page size from 1 to "
                    + LARGEST_PAGE + ", not " + query.page() + " and " + query.pageSize());
        }
        Map<ImageId, Integer> counts = containers.containerCounts();
        List<String> ids = query.sort() == ImageQuery.Sort.CONTAINERS ? idsByContainers(query, counts) : ids(query);
        Map<String, Line> lines = lines(ids);
        List<Line> inOrder =
                ids.stream().filter(lines::containsKey).map(lines::get).toList();
        return new ImagePage(rows(inOrder, counts), query.page(), query.pageSize(), count(query));
    }

    private long count(ImageQuery query) {
        return bound("select count(*) from images i where " + MATCHES, query)
                .query(Long.class)
                .single();
    }

    private List<String> ids(ImageQuery query) {
        return bound(
                        "select i.id, " + column(query.sort()) + " as sorted from images i where " + MATCHES
                                + " order by sorted " + (query.descending() ? "desc" : "asc")
                                + " nulls last, i.id limit :limit offset :offset",
                        query)
                .param("limit", query.pageSize())
                .param("offset", (long) query.page() * query.pageSize())
                .query((row, number) -> row.getString("id"))
                .list();
    }

    /// Who has containers is known to another module, so this one order is made here, of ids alone.
    private List<String> idsByContainers(ImageQuery query, Map<ImageId, Integer> counts) {
        Comparator<String> byCount = Comparator.comparingInt(id -> counts.getOrDefault(imageId(id), 0));
        return bound("select i.id from images i where " + MATCHES + " order by i.stored desc, i.id", query)
                .query((row, number) -> row.getString("id"))
                .list()
                .stream()
                .sorted(query.descending() ? byCount.reversed() : byCount)
                .skip((long) query.page() * query.pageSize())
                .limit(query.pageSize())
                .toList();
    }

    private Map<String, Line> lines(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : jdbc.sql(LINES).param("ids", ids).query(ImageSearch::line).list().stream()
                        .collect(Collectors.toMap(Line::id, line -> line));
    }

    private JdbcClient.StatementSpec bound(String sql, ImageQuery query) {
        String text = query.text().strip().toLowerCase(Locale.ROOT);
        String escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        String id = escaped.startsWith("sha256:") ? escaped.substring("sha256:".length()) : escaped;
        return jdbc.sql(sql)
                .param("text", text)
                .param("part", "%" + escaped + "%")
                .param("idStart", id + "%");
    }

    /// What to sort by. Images without name, or without time, come last either way.
    private static String column(ImageQuery.Sort sort) {
        return switch (sort) {
            case NAME -> "(select min(t.familiar) from image_tags t where t.image_id = i.id)";
            case CREATED, CONTAINERS -> "i.created";
            case SIZE -> "i.content_bytes";
            case UNIQUE_SIZE -> UNIQUE_BYTES;
        };
    }

    private List<ImagePage.Row> rows(List<Line> lines, Map<ImageId, Integer> counts) {
        List<String> ids = lines.stream().map(Line::id).toList();
        Map<String, List<ImageReference>> names =
                ids.isEmpty() ? Map.of() : ImageCatalog.namesByImage(tags.findOfAll(ids));
        return lines.stream()
                .map(line -> new ImagePage.Row(
                        imageId(line.id()),
                        names.getOrDefault(line.id(), List.of()),
                        line.created(),
                        line.contentBytes(),
                        line.uniqueBytes(),
                        line.contentBytes() - line.uniqueBytes(),
                        line.layers(),
                        counts.getOrDefault(imageId(line.id()), 0)))
                .toList();
    }

    private static ImageId imageId(String hex) {
        return new ImageId(new Digest(hex));
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        OffsetDateTime created = row.getObject("created", OffsetDateTime.class);
        return new Line(
                row.getString("id"),
                created == null ? null : created.toInstant(),
                row.getLong("content_bytes"),
                row.getInt("layer_count"),
                row.getLong("unique_bytes"));
    }

    private record Line(String id, @Nullable Instant created, long contentBytes, int layers, long uniqueBytes) {}
}
