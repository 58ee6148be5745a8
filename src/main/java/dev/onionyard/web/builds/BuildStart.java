package dev.onionyard.web.builds;

import dev.onionyard.build.BuildContexts;
import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.BuildRequest;
import dev.onionyard.build.Builds;
import dev.onionyard.build.ReceivedContext;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.web.Permissions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;

/// Starts the builds that forms ask for.
@Component
class BuildStart {

    private final Builds builds;
    private final BuildContexts contexts;
    private final Permissions permissions;

    BuildStart(Builds builds, BuildContexts contexts, Permissions permissions) {
        this.builds = builds;
        this.contexts = contexts;
        this.permissions = permissions;
    }

    /// @param upload the tar, for a form that sends one
    /// @throws AccessDeniedException if somebody else than an administrator names a folder of the server
    BuildRecord start(BuildForm form, InputStream upload) throws IOException {
        BuildRequest request = form.request();
        try (ReceivedContext context = receive(form, upload)) {
            if (form.written() && form.source() != BuildForm.Source.NONE) {
                byte[] text = form.dockerfile().getBytes(StandardCharsets.UTF_8);
                context.put(request.dockerfilePath(), new ByteArrayInputStream(text), false);
            }
            return builds.submit(request, context);
        }
    }

    private ReceivedContext receive(BuildForm form, InputStream upload) throws IOException {
        return switch (form.source()) {
            case NONE -> contexts.ofDockerfile(form.dockerfile());
            case FOLDER, TAR -> contexts.receive(upload, ProgressListener.NONE);
            case GIT -> contexts.fetch(required(form.address()), ProgressListener.NONE);
            case SERVER -> contexts.ofFolder(folder(form.address()), ProgressListener.NONE);
        };
    }

    private Path folder(String path) {
        if (!permissions.administer()) {
            throw new AccessDeniedException("folders of the server are for administrators");
        }
        try {
            return Path.of(required(path));
        } catch (InvalidPathException e) {
            throw new InvalidInputException("cannot use \"" + path + "\" as build context: it is no path", e);
        }
    }

    private static String required(String address) {
        if (address.isEmpty()) {
            throw new InvalidInputException("cannot build: the address of the context is missing");
        }
        return address;
    }
}
