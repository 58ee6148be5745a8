package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Answers from the rows which images share layers.
@Component
class LayerShares {

    /// Who shares one layer with an image at the same place.
    ///
    /// @param names of some of them
    /// @param count of all of them
    record Shared(List<String> names, int count) {

        static final Shared NONE = new Shared(List.of(), 0);
    }

    private final JdbcClient jdbc;

    LayerShares(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// By chain id (its digits): the other images that have the same layer on the same layers, with at most
    /// [Onion.RingLayer#SHARED_LIMIT] names each.
    Map<String, Shared> sharedWith(ImageId image) {
        var shared = new HashMap<String, Shared>();
        jdbc.sql("""
                        select chain_id, name, images from (
                            select o.chain_id,
                                coalesce((select min(t.familiar) from image_tags t where t.image_id = o.image_id),
                                    substring(o.image_id from 1 for 12)) as name,
                                row_number() over (partition by o.chain_id order by o.image_id) as nth,
                                count(*) over (partition by o.chain_id) as images
                            from image_layers p
                            join image_layers o on o.chain_id = p.chain_id and o.place = p.place
                            where p.image_id = :image and o.image_id <> :image
                        ) numbered
                        where nth <= :limit
                        order by name
                        """)
                .param("image", image.digest().hex())
                .param("limit", Onion.RingLayer.SHARED_LIMIT)
                .query((row, number) -> shared.merge(
                        row.getString("chain_id"),
                        new Shared(List.of(row.getString("name")), row.getInt("images")),
                        LayerShares::joined))
                .list();
        return shared;
    }

    /// Bytes on disk of the layers that no other image has, without those that containers stand on.
    long bytesOnlyIn(ImageId image, Set<LayerId> inUse) {
        return jdbc
                .sql("""
                        select distinct l.id, l.stored_bytes from image_layers p join layers l on l.id = p.layer_id
                        where p.image_id = :image and l.image_count = 1
                        """)
                .param("image", image.digest().hex())
                .query((row, number) -> Map.entry(LayerId.parse("sha256:" + row.getString(1)), row.getLong(2)))
                .list()
                .stream()
                .filter(layer -> !inUse.contains(layer.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Shared joined(Shared first, Shared second) {
        var names = new ArrayList<>(first.names());
        names.addAll(second.names());
        return new Shared(List.copyOf(names), first.count());
    }
}
