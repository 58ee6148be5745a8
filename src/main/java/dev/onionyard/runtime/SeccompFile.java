package dev.onionyard.runtime;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a seccomp profile as Docker's users write it (docs.docker.com/engine/security/seccomp) and gives what
/// is meant for this machine and these capabilities, in the shape of runtime-spec config-linux.md, Seccomp.
final class SeccompFile {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ACTION = "SCMP_ACT_[A-Z_]+";

    private SeccompFile() {}

    /// @throws InvalidInputException in Docker's words if it is no profile
    static Map<String, Object> read(String text, Set<String> capabilities) {
        JsonNode profile = parse(text);
        var filter = new LinkedHashMap<String, Object>();
        filter.put("defaultAction", action(profile.path("defaultAction")));
        copy(profile, "defaultErrnoRet", filter);
        copy(profile, "flags", filter);
        filter.put("architectures", architectures(profile));
        var calls = new ArrayList<Map<String, Object>>();
        for (JsonNode rule : profile.path("syscalls")) {
            if (applies(rule, capabilities)) {
                calls.add(rule(rule));
            }
        }
        filter.put("syscalls", calls);
        return filter;
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode profile = JSON.readTree(text);
            if (profile.isObject()) {
                return profile;
            }
            throw invalid("expected a JSON object");
        } catch (JacksonException e) {
            throw invalid(e.getOriginalMessage());
        }
    }

    private static InvalidInputException invalid(String reason) {
        return new InvalidInputException("Decoding seccomp profile failed: " + reason);
    }

    private static String action(JsonNode action) {
        String name = action.asString("");
        if (!name.matches(ACTION)) {
            throw invalid("\"" + name + "\" is no action");
        }
        return name;
    }

    /// Either named, or by the machine's architecture with the older ones that it runs too.
    private static List<String> architectures(JsonNode profile) {
        if (profile.path("architectures").size() > 0) {
            return strings(profile.path("architectures"));
        }
        var names = new ArrayList<String>();
        for (JsonNode entry : profile.path("archMap")) {
            if (entry.path("architecture").asString("").equals(ownArchitecture())) {
                names.add(ownArchitecture());
                names.addAll(strings(entry.path("subArchitectures")));
            }
        }
        return names;
    }

    private static String ownArchitecture() {
        return isArm() ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    private static boolean applies(JsonNode rule, Set<String> capabilities) {
        JsonNode includes = rule.path("includes");
        JsonNode excludes = rule.path("excludes");
        return names(includes.path("caps")).stream().allMatch(capabilities::contains)
                && names(excludes.path("caps")).stream().noneMatch(capabilities::contains)
                && (includes.path("arches").isEmpty() || isForThisMachine(includes.path("arches")))
                && !isForThisMachine(excludes.path("arches"))
                && !isNewer(includes.path("minKernel").asString(""));
    }

    private static boolean isForThisMachine(JsonNode arches) {
        return strings(arches).contains(isArm() ? "arm64" : "amd64");
    }

    /// @param version for example `4.8`, or empty
    private static boolean isNewer(String version) {
        if (version.isEmpty()) {
            return false;
        }
        String[] own = System.getProperty("os.version").split("[.-]");
        String[] needed = version.split("\\.");
        int major = Integer.compare(Integer.parseInt(needed[0]), Integer.parseInt(own[0]));
        return major > 0 || (major == 0 && needed.length > 1 && Integer.parseInt(needed[1]) > Integer.parseInt(own[1]));
    }

    private static Map<String, Object> rule(JsonNode rule) {
        List<String> names = strings(rule.path("names"));
        String single = rule.path("name").asString("");
        if (!single.isEmpty() && !names.isEmpty()) {
            throw invalid("'name' and 'names' were specified in the seccomp profile, use either 'name' or 'names'");
        }
        var filter = new LinkedHashMap<String, Object>();
        filter.put("names", single.isEmpty() ? names : List.of(single));
        filter.put("action", action(rule.path("action")));
        copy(rule, "errnoRet", filter);
        if (rule.path("args").size() > 0) {
            filter.put("args", JSON.convertValue(rule.path("args"), List.class));
        }
        return filter;
    }

    private static void copy(JsonNode from, String name, Map<String, Object> to) {
        if (from.hasNonNull(name)) {
            to.put(name, JSON.convertValue(from.path(name), Object.class));
        }
    }

    private static List<String> names(JsonNode capabilities) {
        return strings(capabilities).stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .toList();
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(node -> node.asString(""))
                .toList();
    }
}
