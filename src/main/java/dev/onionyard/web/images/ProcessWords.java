package dev.onionyard.web.images;

import dev.onionyard.oci.ProcessDefaults;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Writes the commands of an image as one would type them.
@Component
class ProcessWords {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    /// What runs when a container starts without a command of its own.
    public String command(ProcessDefaults process) {
        return line(Stream.concat(process.entrypoint().stream(), process.cmd().stream())
                .toList());
    }

    /// A list of arguments as a shell line.
    public String line(List<String> arguments) {
        return arguments.stream().map(ProcessWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
