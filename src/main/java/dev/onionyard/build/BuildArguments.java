package dev.onionyard.build;

import dev.onionyard.dockerfile.Expansion;
import dev.onionyard.dockerfile.Predefined;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The variables of `ARG` in one stage (Dockerfile reference, ARG). A value given to the build wins over the
/// default; a stage sees only what it declares itself; `ENV` wins over both.
final class BuildArguments {

    private final Map<String, @Nullable String> given;
    private final Map<String, String> platform;
    private final Set<String> used;
    private final Map<String, String> globals;
    private final Map<String, String> declared = new HashMap<>();
    private final Set<String> named = new LinkedHashSet<>();

    private BuildArguments(
            Map<String, @Nullable String> given,
            Map<String, String> platform,
            Set<String> used,
            Map<String, String> globals) {
        this.given = given;
        this.platform = platform;
        this.used = used;
        this.globals = globals;
    }

    /// Those before the first `FROM`.
    ///
    /// @param platform values that the builder gives by itself, such as `TARGETARCH`
    static BuildArguments global(Map<String, @Nullable String> given, Map<String, String> platform) {
        return new BuildArguments(given, platform, ConcurrentHashMap.newKeySet(), Map.of());
    }

    /// Those of a stage, in which nothing is declared yet.
    BuildArguments forStage() {
        return new BuildArguments(given, platform, used, Map.copyOf(declared));
    }

    /// `ARG name` or `ARG name=value`, the default's variables replaced.
    void declare(String name, @Nullable String value) {
        used.add(name);
        named.add(name);
        String chosen = given.get(name);
        if (chosen == null) {
            chosen = value != null ? value : globals.getOrDefault(name, platform.get(name));
        }
        if (chosen != null) {
            declared.put(name, chosen);
        }
    }

    /// What a `FROM` may use.
    Expansion.Variables forFrom() {
        return name -> {
            String value = declared.get(name);
            return value != null ? value : platform.get(name);
        };
    }

    /// What a step's words may use.
    Expansion.Variables over(Map<String, String> env) {
        return name -> {
            String value = env.get(name);
            if (value == null) {
                value = declared.get(name);
            }
            return value == null && Predefined.PROXIES.contains(name) ? given.get(name) : value;
        };
    }

    /// What a `RUN` gets beside the image's environment: `NAME=value`, sorted.
    List<String> environment(Map<String, String> env) {
        var all = new TreeMap<>(declared);
        Predefined.PROXIES.forEach(proxy -> {
            String value = given.get(proxy);
            if (value != null) {
                all.putIfAbsent(proxy, value);
            }
        });
        env.keySet().forEach(all::remove);
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /// What the history tells of [#environment]: predefined ones only if the Dockerfile names them.
    List<String> shownInHistory(Map<String, String> env) {
        Predicate<String> shown = variable -> {
            String name = variable.substring(0, variable.indexOf('='));
            return named.contains(name) || !Predefined.PROXIES.contains(name);
        };
        return environment(env).stream().filter(shown).toList();
    }

    /// Names that were given and that no `ARG` asks for.
    List<String> unused() {
        return given.keySet().stream()
                .filter(name -> !used.contains(name) && !Predefined.PROXIES.contains(name))
                .filter(name -> !name.equals(Reproducibility.VARIABLE))
                .sorted()
                .toList();
    }

    /// The given values that may be shown and recorded.
    static Map<String, String> recorded(Map<String, @Nullable String> given) {
        return given.keySet().stream()
                .flatMap(name -> Stream.ofNullable(given.get(name)).map(value -> Map.entry(name, value)))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> withoutPassword(entry.getKey(), entry.getValue())));
    }

    /// Addresses of proxies may hold a password.
    private static String withoutPassword(String name, String value) {
        return Predefined.PROXIES.contains(name) ? RemoteSources.shown(value) : value;
    }
}
