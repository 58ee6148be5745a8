package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.head;
import static dev.onionyard.dockerapi.Route.put;

import dev.onionyard.account.Role;
import dev.onionyard.container.ContainerFileAccess;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.files.FileFacts;
import dev.onionyard.files.FileTree;
import dev.onionyard.files.WriteRules;
import dev.onionyard.progress.ProgressListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import org.springframework.stereotype.Component;

/// Files of containers: `docker cp`.
@Component
class ContainerFileRoutes implements Route.Source {

    private static final String PATH = "/containers/{id}/archive";
    private static final String STAT_HEADER = "X-Docker-Container-Path-Stat";
    private static final int BUFFER = 256 * 1024;

    private final ContainerFileAccess files;

    ContainerFileRoutes(ContainerFileAccess files) {
        this.files = files;
    }

    @Override
    public List<Route> routes() {
        return List.of(head(PATH, this::stat), get(PATH, this::read).needs(Role.OPERATOR), put(PATH, this::write));
    }

    private void stat(Exchange exchange) {
        String path = path(exchange);
        try (FileTree tree = files.open(exchange.id())) {
            writeStat(exchange, tree, path);
        }
        exchange.response().setContentType("application/json");
    }

    private void read(Exchange exchange) throws IOException {
        String path = path(exchange);
        files.read(exchange.id(), path, tree -> {
            writeStat(exchange, tree, path);
            OutputStream out = new BufferedOutputStream(exchange.stream("application/x-tar"), BUFFER);
            tree.writeTar(path, out, ProgressListener.NONE);
            out.flush();
        });
    }

    private void write(Exchange exchange) throws IOException {
        String path = path(exchange);
        WriteRules rules =
                files.rules(exchange.id(), exchange.flag("noOverwriteDirNonDir"), exchange.flag("copyUIDGID"));
        files.write(exchange.id(), path, tree -> tree.extract(exchange.body(), rules, ProgressListener.NONE));
        exchange.response().setStatus(200);
    }

    private static String path(Exchange exchange) {
        String path = exchange.query("path", "");
        if (path.isEmpty()) {
            throw new InvalidInputException("bad parameter: 'path' cannot be empty");
        }
        return path;
    }

    private static void writeStat(Exchange exchange, FileTree tree, String path) {
        FileFacts facts = tree.stat(path);
        String target = facts.kind() == FileFacts.Kind.SYMLINK ? tree.follow(path) : "";
        byte[] json = DockerJson.MAPPER.writeValueAsBytes(PathStat.of(facts, target));
        exchange.response().setHeader(STAT_HEADER, Base64.getEncoder().encodeToString(json));
    }
}
