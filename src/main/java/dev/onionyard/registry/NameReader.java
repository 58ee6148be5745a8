package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// Reads a list of names (distribution-spec, Listing Tags) as a stream, because some registries send all of theirs
/// whatever they are asked for: no more than a page is kept.
final class NameReader {

    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");
    private static final long LIMIT = 64 << 20;

    private final String field;
    private final String after;
    private final int limit;
    private final List<String> names = new ArrayList<>();
    private boolean more;

    /// @param field that has the list: `tags` or `repositories`
    /// @param after a registry that begins at the start all the same is read up to this name
    NameReader(String field, String after, int limit) {
        this.field = field;
        this.after = after;
        this.limit = limit;
    }

    /// @param link the `Link` header, or empty
    NamePage read(InputStream json, String link) throws IOException {
        try (JsonParser parser = JsonMapper.shared().createParser(new LimitedInput(json, LIMIT))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidInputException("cannot read list of " + field + ": expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(field);
                if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
                    readNames(parser);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    "cannot read list of " + field + ": not JSON: " + e.getOriginalMessage(), e);
        }
        return new NamePage(names, next(link));
    }

    private void readNames(JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new InvalidInputException("cannot read list of " + field + ": expected text");
            }
            String name = RegistryProblem.printable(parser.getString());
            if (!after.isEmpty() && name.equals(after)) {
                names.clear();
                more = false;
            } else if (names.size() < limit) {
                names.add(name);
            } else {
                more = true;
            }
        }
    }

    private String next(String link) {
        if (names.isEmpty()) {
            return "";
        }
        if (more) {
            return names.getLast();
        }
        Matcher next = NEXT.matcher(link);
        return next.find() ? pathOf(next.group(1)) : "";
    }

    /// A registry may go on with something else than the last name, so its whole path is the way to the next page.
    private static String pathOf(String link) {
        int start = link.indexOf("/v2/");
        return start < 0 ? "" : link.substring(start);
    }
}
