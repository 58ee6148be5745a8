package dev.onionyard.distribution;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.stereotype.Service;

/// The front door of pull and push: writes the audit rows and publishes the events around the work of the
/// others here.
@Service
class RegistryTransfers implements ImageTransfers {

    private final ImagePuller puller;
    private final ImagePusher pusher;
    private final AuditTrail audit;
    private final EngineEvents events;

    RegistryTransfers(ImagePuller puller, ImagePusher pusher, AuditTrail audit, EngineEvents events) {
        this.puller = puller;
        this.pusher = pusher;
        this.audit = audit;
        this.events = events;
    }

    @Override
    public Pulled pull(PullRequest request, ProgressListener progress) throws IOException {
        String name = request.reference().withDefaultTag().familiar();
        Pulled pulled = recorded(AuditAct.of("image.pull", "", name), row -> {
            Pulled done = puller.pull(request, progress);
            row.object(done.image().id().toString(), name);
            row.after(done.digest().toString());
            return done;
        });
        publish("pull", pulled.reference());
        return pulled;
    }

    @Override
    public Pushed push(PushRequest request, ProgressListener progress) throws IOException {
        String name = request.target().withDefaultTag().familiar();
        Pushed pushed = recorded(AuditAct.of("image.push", "", name), row -> {
            Pushed done = pusher.push(request, progress);
            row.object(done.image().id().toString(), name);
            row.after(done.digest() + ", bytes: " + done.sentBytes());
            return done;
        });
        publish("push", pushed.target());
        return pushed;
    }

    /// As in dockerd, these events are about the name.
    private void publish(String action, ImageReference reference) {
        events.publish(
                EngineEvent.Type.IMAGE, action, reference.familiar(), Map.of("name", reference.familiarRepository()));
    }

    /// Work that reads or writes streams.
    private interface StreamWork<T> {
        T run(AuditTrail.AuditRow row) throws IOException;
    }

    private <T> T recorded(AuditAct act, StreamWork<T> work) throws IOException {
        try {
            return audit.record(act, row -> {
                try {
                    return work.run(row);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
