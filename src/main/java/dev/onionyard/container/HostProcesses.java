package dev.onionyard.container;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.ControlGroup;
import dev.onionyard.linux.Executables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/// Lists a container's processes by `ps` of the host, or from `/proc` where there is none.
@Service
class HostProcesses implements ContainerProcesses {

    static final String DEFAULT_ARGUMENTS = "-ef";

    private final ContainerTable table;

    HostProcesses(ContainerTable table) {
        this.table = table;
    }

    @Override
    public Table top(String nameOrId, String psArguments) {
        StoredContainer container = table.get(nameOrId);
        RuntimeLifecycle.requireAlive(container);
        Set<Long> pids = ControlGroup.of(container.view().status().pid()).processes();
        Optional<Path> ps = Executables.find("ps");
        return ps.isPresent() ? byPs(ps.get(), psArguments, pids) : ProcessFiles.table(pids, psArguments);
    }

    private static Table byPs(Path ps, String arguments, Set<Long> pids) {
        var line = new ArrayList<>(List.of(ps.toString()));
        Arrays.stream(arguments.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .forEach(line::add);
        ChildProcess.Result result = ChildProcess.of(line).run();
        if (!result.ok()) {
            throw new InvalidInputException(
                    "ps: " + result.errorText().strip().lines().findFirst().orElse(""));
        }
        return parse(result.outputText(), pids);
    }

    /// Keeps the rows whose PID is one of these.
    static Table parse(String output, Set<Long> pids) {
        List<String> lines = output.lines().toList();
        List<String> titles = lines.isEmpty() ? List.of() : fields(lines.getFirst(), Integer.MAX_VALUE);
        int pidColumn = titles.indexOf("PID");
        if (pidColumn < 0) {
            throw new InvalidInputException("Couldn't find PID field in ps output");
        }
        List<List<String>> rows = lines.stream()
                .skip(1)
                .map(line -> fields(line, titles.size()))
                .filter(row -> row.size() > pidColumn && pids.contains(number(row.get(pidColumn))))
                .toList();
        return new Table(titles, rows);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// The last field keeps its spaces: it is a command.
    private static List<String> fields(String line, int count) {
        return List.of(line.strip().split("\\s+", count == Integer.MAX_VALUE ? 0 : count));
    }
}
