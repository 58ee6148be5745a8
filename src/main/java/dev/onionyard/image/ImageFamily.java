package dev.onionyard.image;

import dev.onionyard.oci.ImageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds parents and children. An image's parent is the one that was recorded when it was made here, as long
/// as that is still here; otherwise the image whose whole stack is the longest proper beginning of this one's
/// (of several, the one with a name, then the one stored first).
@Component
class ImageFamily {

    /// The best parent of each image in `c`, by layers alone.
    private static final String BY_LAYERS = """
            select child, parent from (
                select c.id as child, p.id as parent, row_number() over (
                    partition by c.id
                    order by p.layer_count desc,
                        case when exists (select 1 from image_tags t where t.image_id = p.id) then 0 else 1 end,
                        p.stored, p.id) as nth
                from images c
                join image_layers s on s.image_id = c.id and s.place < c.layer_count - 1
                join images p on p.chain_id = s.chain_id and p.layer_count = s.place + 1
                where %s and not exists (select 1 from images r where r.id = c.parent_id)
            ) ranked
            where nth = 1
            """;

    private static final String ONE_CHILD = "c.id = :image";

    private static final String CHILDREN_ABOVE = """
            c.id in (select a.image_id from image_layers a join images i on i.chain_id = a.chain_id
                     where i.id = :image)
            """;

    private final JdbcClient jdbc;
    private final ImageRows images;
    private final ImageCatalog catalog;
    private final ContainerUsage containers;

    ImageFamily(JdbcClient jdbc, ImageRows images, ImageCatalog catalog, ContainerUsage containers) {
        this.jdbc = jdbc;
        this.images = images;
        this.catalog = catalog;
        this.containers = containers;
    }

    Lineage of(ImageId image) {
        catalog.get(image);
        List<Image> ancestors = catalog.getAll(ancestors(image.digest().hex()));
        return new Lineage(
                ancestors.isEmpty() ? null : ancestors.getLast(),
                ancestors,
                catalog.getAll(children(image.digest().hex())),
                containers.containersOf(image));
    }

    /// From the base image up to the parent.
    private List<String> ancestors(String image) {
        var line = new ArrayList<String>();
        Set<String> seen = new HashSet<>(Set.of(image));
        Optional<String> parent = parent(image);
        while (parent.isPresent() && seen.add(parent.get())) {
            line.addFirst(parent.get());
            parent = parent(parent.get());
        }
        return line;
    }

    private Optional<String> parent(String image) {
        Optional<String> recorded =
                images.findById(image).map(ImageRow::parentId).filter(images::existsById);
        return recorded.or(() -> jdbc.sql(BY_LAYERS.formatted(ONE_CHILD))
                .param("image", image)
                .query((row, number) -> row.getString("parent"))
                .optional());
    }

    private List<String> children(String image) {
        var children = new ArrayList<>(images.findChildIds(image));
        jdbc
                .sql(BY_LAYERS.formatted(CHILDREN_ABOVE))
                .param("image", image)
                .query((row, number) -> List.of(row.getString("child"), row.getString("parent")))
                .list()
                .stream()
                .filter(pair -> pair.getLast().equals(image))
                .map(List::getFirst)
                .forEach(children::add);
        return children;
    }
}
