package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.tar.EntryPath;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `manifest.json` of a docker-archive: what `docker save` has written since 1.10, and skopeo, podman,
/// buildah, Jib and Kaniko write too (Docker image specification v1.2, Combined Image JSON + Filesystem
/// Changeset Format).
final class DockerManifest {

    static final String PATH = "manifest.json";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final ArchiveMembers members;

    private DockerManifest(ArchiveMembers members) {
        this.members = members;
    }

    static List<ArchivedImage> read(ArchiveMembers members) {
        return new DockerManifest(members).images(parse(members.document(PATH)));
    }

    private static JsonNode parse(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    "cannot read archive: \"" + PATH + "\" is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private List<ArchivedImage> images(JsonNode manifest) {
        if (!manifest.isArray() || manifest.isEmpty()) {
            throw wrong("a list of at least one image");
        }
        var images = new ArrayList<ArchivedImage>();
        manifest.forEach(image -> images.add(image(image)));
        return images;
    }

    private ArchivedImage image(JsonNode image) {
        String configPath = EntryPath.of(text(image.path("Config"), "Config")).value();
        byte[] json = members.document(configPath);
        BlobDigest.check(configPath, json);
        ImageConfig config = ImageConfigJson.read(json);
        List<String> layers = texts(image, "Layers").stream()
                .map(path -> EntryPath.of(path).value())
                .toList();
        List<ImageReference> tags =
                texts(image, "RepoTags").stream().map(ImageReference::parse).toList();
        JsonNode parent = image.path("Parent");
        return new ArchivedImage(
                config,
                layers,
                tags,
                parent.isString() && !parent.stringValue().isEmpty() ? ImageId.parse(parent.stringValue()) : null);
    }

    private static List<String> texts(JsonNode image, String field) {
        JsonNode list = image.path(field);
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw wrong(field + " to be a list");
        }
        var texts = new ArrayList<String>();
        list.forEach(item -> texts.add(text(item, field)));
        return texts;
    }

    private static String text(JsonNode node, String field) {
        if (!node.isString()) {
            throw wrong(field + " to hold text");
        }
        return node.stringValue();
    }

    private static InvalidInputException wrong(String expected) {
        return new InvalidInputException("cannot read archive: \"" + PATH + "\": expected " + expected);
    }
}
