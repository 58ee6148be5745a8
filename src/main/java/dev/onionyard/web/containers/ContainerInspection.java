package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerDocument;
import org.springframework.stereotype.Component;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// A container as JSON, with the indents of `docker inspect`, for people to read and copy.
@Component
class ContainerInspection {

    private final ContainerDocument document;
    private final ObjectWriter writer;

    ContainerInspection(ContainerDocument document, JsonMapper json) {
        this.document = document;
        this.writer = json.writer().with(printer());
    }

    String json(Container container) {
        return writer.writeValueAsString(document.inspect(container));
    }

    private static DefaultPrettyPrinter printer() {
        var indenter = new DefaultIndenter("    ", "\n");
        Separators colons = Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(colons).withObjectIndenter(indenter).withArrayIndenter(indenter);
    }
}
