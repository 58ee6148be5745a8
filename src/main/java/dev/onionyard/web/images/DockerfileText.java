package dev.onionyard.web.images;

import dev.onionyard.image.Image;
import dev.onionyard.image.Lineage;
import dev.onionyard.image.Onion;
import java.util.stream.Collectors;

/// The Dockerfile behind an image, as far as it is known.
///
/// @param reconstructed true if it was put together from the history, which tells neither what was copied nor from
///     where
/// @param build the build that it was the Dockerfile of; empty if it is reconstructed
record DockerfileText(String text, boolean reconstructed, String build) {

    /// Puts a Dockerfile together from an image's history: the steps after its parent's, or all of them.
    static DockerfileText reconstruct(Onion onion, Lineage lineage) {
        Image parent = lineage.parent();
        int inherited = parent == null ? 0 : parent.config().history().size();
        String from = "FROM " + (parent == null ? "scratch" : parent.displayName()) + "\n";
        String steps =
                onion.rings().stream().skip(inherited).map(DockerfileText::line).collect(Collectors.joining());
        return new DockerfileText(from + steps, true, "");
    }

    private static String line(Onion.Ring ring) {
        if (ring.reconstructed()) {
            return "# a layer without history\n";
        }
        String text = ring.instruction().strip();
        return (text.startsWith("RUN ") ? broken(text) : text.replace("\n", " \\\n    ")) + "\n";
    }

    /// A long command, one part a line.
    private static String broken(String run) {
        return run.replaceAll("\\s*\\\\?\\n\\s*", " ").replaceAll("\\s+&&\\s+", " \\\\\n    && ");
    }
}
