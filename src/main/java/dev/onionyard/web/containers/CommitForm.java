package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerSnapshots.CommitRequest;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.ConfigChanges;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.ProcessDefaults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in the commit form, as text.
///
/// @param name `name:tag`, or empty for an image without a name
/// @param changes Dockerfile instructions, one a line
/// @param move take the name from the image that has it now
record CommitForm(String name, String message, String author, boolean pause, String changes, boolean move) {

    private static final int LONGEST = 4096;

    /// Reads the form, adding to `errors` what is wrong.
    ///
    /// @param base what the changes are made to
    @Nullable
    CommitRequest read(ConfigChanges configChanges, ProcessDefaults base, FieldErrors errors) {
        ImageReference tag = tag(errors);
        List<String> instructions = instructions();
        try {
            configChanges.apply(base, instructions);
        } catch (InvalidInputException e) {
            errors.addText("changes", String.valueOf(e.getMessage()));
        }
        limit("message", message, errors);
        limit("author", author, errors);
        return errors.isEmpty() ? new CommitRequest(tag, message.strip(), author.strip(), pause, instructions) : null;
    }

    private @Nullable ImageReference tag(FieldErrors errors) {
        if (name.isBlank()) {
            return null;
        }
        try {
            ImageReference reference = ImageReference.parse(name.strip());
            if (reference.digest() == null) {
                return reference.withDefaultTag();
            }
            errors.add("name", "commit.error.digest");
        } catch (InvalidInputException e) {
            errors.addText("name", String.valueOf(e.getMessage()));
        }
        return null;
    }

    private List<String> instructions() {
        return changes.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static void limit(String field, String text, FieldErrors errors) {
        if (text.length() > LONGEST) {
            errors.add(field, "commit.error.long", Integer.toString(LONGEST));
        }
    }
}
