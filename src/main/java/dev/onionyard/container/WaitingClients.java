package dev.onionyard.container;

import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.runtime.AttachSession;
import dev.onionyard.runtime.Bundle;
import dev.onionyard.runtime.ProcessOutput;
import dev.onionyard.runtime.RuntimeSessions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/// Clients that attached to a container before it runs, as `docker run` does. They are connected after the
/// runtime has created the container and before its program starts, so they see its output from the first byte.
@Component
class WaitingClients {

    private final RuntimeSessions sessions;
    private final ExitFutures exits;
    private final Map<String, List<AttachConnection>> waiting = new ConcurrentHashMap<>();

    WaitingClients(RuntimeSessions sessions, ExitFutures exits) {
        this.sessions = sessions;
        this.exits = exits;
    }

    /// Puts a client on the list until the container starts or the client leaves. The caller holds the
    /// container's lock.
    AttachConnection add(String id, Output output) {
        var connection = new AttachConnection(output, left -> remove(id, left));
        waiting.computeIfAbsent(id, unused -> new CopyOnWriteArrayList<>()).add(connection);
        return connection;
    }

    /// Connects a client to a container that runs.
    AttachConnection connect(Bundle bundle, Output output) {
        var connection = new AttachConnection(output, left -> {});
        connect(bundle, connection);
        return connection;
    }

    /// Connects everybody who waits. The caller holds the container's lock.
    void connectAll(Bundle bundle) {
        List<AttachConnection> clients = waiting.remove(bundle.id());
        if (clients == null) {
            return;
        }
        try {
            clients.forEach(client -> connect(bundle, client));
        } catch (RuntimeException e) {
            clients.forEach(AttachConnection::close);
            throw e;
        }
    }

    /// Ends the wait of everybody: the container is gone.
    void dismiss(String id) {
        List<AttachConnection> clients = waiting.remove(id);
        if (clients != null) {
            clients.forEach(AttachConnection::close);
        }
    }

    private void connect(Bundle bundle, AttachConnection client) {
        AttachSession session = sessions.attach(bundle, adapt(client.output()));
        client.connected(session, exits.find(bundle.id()));
    }

    private void remove(String id, AttachConnection client) {
        waiting.computeIfPresent(id, (unused, clients) -> {
            clients.remove(client);
            return clients.isEmpty() ? null : clients;
        });
    }

    static ProcessOutput adapt(Output output) {
        return new ProcessOutput() {
            @Override
            public void stdout(byte[] bytes, int length) throws IOException {
                output.stdout(bytes, length);
            }

            @Override
            public void stderr(byte[] bytes, int length) throws IOException {
                output.stderr(bytes, length);
            }
        };
    }
}
