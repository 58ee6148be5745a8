package dev.onionyard.archive;

import dev.onionyard.archive.ArchiveMember.Document;
import dev.onionyard.archive.ArchiveMember.LayerBlob;
import dev.onionyard.archive.ArchiveMember.Link;
import dev.onionyard.archive.ArchiveMember.Unusable;
import dev.onionyard.error.InvalidInputException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What was found in an archive, by cleaned path. Closing it drops the layers that were not committed.
final class ArchiveMembers implements AutoCloseable {

    /// `docker save` links a repeated layer to the first one; longer chains are nobody's.
    private static final int LONGEST_LINK_CHAIN = 8;

    private final Map<String, ArchiveMember> members = new HashMap<>();

    /// Of several entries with one name the last counts, as in any tar.
    void add(String path, ArchiveMember member) {
        ArchiveMember before = members.put(path, member);
        if (before instanceof LayerBlob layer) {
            layer.staged().close();
        }
    }

    boolean contains(String path) {
        return find(path).isPresent();
    }

    Optional<byte[]> findDocument(String path) {
        return find(path).map(member -> documentOf(path, member));
    }

    byte[] document(String path) {
        return findDocument(path).orElseThrow(() -> missing(path));
    }

    LayerBlob layer(String path) {
        return switch (find(path).orElseThrow(() -> missing(path))) {
            case LayerBlob layer -> layer;
            case Unusable unusable -> throw unusable.reason();
            case Document document ->
                throw new InvalidInputException("cannot read archive: \"" + path + "\" should be a layer, but is JSON");
            case Link link -> throw missing(link.target());
        };
    }

    private static byte[] documentOf(String path, ArchiveMember member) {
        return switch (member) {
            case Document document -> document.content();
            case Unusable unusable -> throw unusable.reason();
            case LayerBlob layer ->
                throw new InvalidInputException("cannot read archive: \"" + path + "\" should be JSON, but is a tar");
            case Link link -> throw missing(link.target());
        };
    }

    private Optional<ArchiveMember> find(String path) {
        ArchiveMember member = members.get(path);
        for (int links = 0; member instanceof Link link; links++) {
            if (links == LONGEST_LINK_CHAIN) {
                throw new InvalidInputException("cannot read archive: \"" + path + "\" links in a circle");
            }
            member = members.get(link.target());
        }
        return Optional.ofNullable(member);
    }

    private static InvalidInputException missing(String path) {
        return new InvalidInputException("cannot read archive: \"" + path + "\" is not in it");
    }

    @Override
    public void close() {
        members.values().forEach(member -> {
            if (member instanceof LayerBlob layer) {
                layer.staged().close();
            }
        });
    }
}
