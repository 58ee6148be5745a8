package dev.onionyard.dockerapi;

import static java.util.Comparator.comparing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.mockito.Mockito;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;

/// What `docs/docker-api.md` says, made from the routes.
final class PublishedApi {

    private PublishedApi() {}

    /// Every route of the application. What they would call is not needed to list them.
    static List<Route> routes() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(Route.Source.class));
        return scanner.findCandidateComponents(PublishedApi.class.getPackageName()).stream()
                .map(candidate -> source(Objects.requireNonNull(candidate.getBeanClassName())))
                .flatMap(source -> source.routes().stream())
                .sorted(comparing(Route::template).thenComparing(Route::method))
                .toList();
    }

    private static Route.Source source(String name) {
        try {
            Constructor<?> constructor = Class.forName(name).getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            Object[] nobody = Arrays.stream(constructor.getParameters())
                    .map(PublishedApi::standIn)
                    .toArray();
            return (Route.Source) constructor.newInstance(nobody);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + name, e);
        }
    }

    private static Object standIn(Parameter parameter) {
        Class<?> type = parameter.getType();
        return type == List.class ? List.of() : type == String.class ? "" : Mockito.mock(type);
    }

    static String document() {
        var text = new StringBuilder("""
                # The Docker Engine API here

                Made from the route table; `DockerApiDocTests` fails when it is not what the routes say, and writes it
                anew when run with `-Donionyard.write-docs=true`.

                Versions %s to %s are spoken, with and without the version in the path. **full**: all that a single host
                can give. **partial**: the remark says what is left out. **refused**: answered with the reason, status
                501 or 400. A field or parameter that no version of the API has is tolerated; one that we know and cannot
                honour is refused by its name, never dropped in silence.

                Over the engine socket every caller may do everything, as with dockerd. Over TCP (`onionyard.tcp.address`,
                see [configuration.md](configuration.md)) a caller needs the role in the column "who", or one above it;
                privileged containers and programs take an administrator.

                """.formatted(ApiVersion.MINIMUM, ApiVersion.MAXIMUM));
        byArea().forEach((area, routes) -> append(text, area, routes));
        text.append("## Refused options of a new container\n\n");
        text.append("| field | why |\n|---|---|\n");
        UnsupportedOptions.reasons()
                .forEach((field, reason) -> text.append("| `")
                        .append(field)
                        .append("` | ")
                        .append(reason)
                        .append(" |\n"));
        return text.toString();
    }

    private static Map<String, List<Route>> byArea() {
        var areas = new LinkedHashMap<String, List<Route>>();
        for (Route route : routes()) {
            areas.computeIfAbsent(area(route), key -> new ArrayList<>()).add(route);
        }
        return areas;
    }

    /// The first word of the path where it is a collection, else the engine itself.
    private static String area(Route route) {
        String first = route.template().split("/")[1];
        Set<String> collections = Set.of(
                "containers",
                "exec",
                "images",
                "volumes",
                "networks",
                "plugins",
                "swarm",
                "nodes",
                "services",
                "tasks",
                "secrets",
                "configs",
                "build",
                "distribution");
        return collections.contains(first)
                ? first.substring(0, 1).toUpperCase(Locale.ROOT) + first.substring(1)
                : "Engine";
    }

    private static void append(StringBuilder text, String area, List<Route> routes) {
        text.append("## ")
                .append(area)
                .append("\n\n| method | path | since | who | status | remark |\n|---|---|---|---|---|---|\n");
        for (Route route : routes) {
            Route.Support support = route.support();
            text.append("| ")
                    .append(String.join(
                            " | ",
                            route.method(),
                            "`" + route.template() + "`",
                            support.since().toString(),
                            route.role().name().toLowerCase(Locale.ROOT),
                            support.status().name().toLowerCase(Locale.ROOT),
                            support.remark()))
                    .append(" |\n");
        }
        text.append('\n');
    }

    /// Method and path, variables without their names.
    static Set<String> endpoints() {
        return routes().stream()
                .map(route -> route.method() + " " + route.template().replaceAll("\\{\\w+}", "{}"))
                .collect(Collectors.toSet());
    }
}
