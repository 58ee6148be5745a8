package dev.onionyard.registry;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a registry wants to be asked: one `WWW-Authenticate` header (RFC 9110, section 11.6.1;
/// distribution-spec, token authentication).
///
/// @param scheme in lower case: `basic`, `bearer`
record Challenge(String scheme, Map<String, String> parameters) {

    private static final Pattern PARAMETER =
            Pattern.compile("([\\w-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^,\\s]+))");
    private static final int LONGEST = 8192;

    static List<Challenge> of(HttpHeaders headers) {
        var challenges = new ArrayList<Challenge>();
        for (String value : headers.allValues("WWW-Authenticate")) {
            if (value.length() <= LONGEST) {
                challenges.add(parse(value.strip()));
            }
        }
        return challenges;
    }

    static Challenge parse(String value) {
        int space = value.indexOf(' ');
        String scheme = space < 0 ? value : value.substring(0, space);
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(space < 0 ? "" : value.substring(space));
        while (matcher.find()) {
            String text = matcher.group(2) == null
                    ? matcher.group(3)
                    : matcher.group(2).replaceAll("\\\\(.)", "$1");
            parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), text);
        }
        return new Challenge(scheme.toLowerCase(Locale.ROOT), Map.copyOf(parameters));
    }

    boolean isBasic() {
        return scheme.equals("basic");
    }

    boolean isBearer() {
        return scheme.equals("bearer");
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
