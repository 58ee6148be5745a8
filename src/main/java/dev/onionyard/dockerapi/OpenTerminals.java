package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerTerminals.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// Connections that a `resize` may speak of, by the id of their container or exec. A size that comes before its
/// connection is kept and applied when it opens: the CLI sends both at once.
@Component
class OpenTerminals {

    private record Size(int rows, int columns) {}

    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, Size> early = new ConcurrentHashMap<>();

    Connection remember(String id, Connection connection) {
        connections.put(id, connection);
        Size size = early.remove(id);
        if (size != null) {
            connection.resize(size.rows, size.columns);
        }
        connection.exit().whenComplete((code, failure) -> connections.remove(id, connection));
        return connection;
    }

    void resize(String id, int rows, int columns) {
        Connection connection = connections.get(id);
        if (connection == null) {
            early.put(id, new Size(rows, columns));
        } else {
            connection.resize(rows, columns);
        }
    }

    void forget(String id) {
        early.remove(id);
    }
}
