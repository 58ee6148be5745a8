/// The dashboard: server-rendered pages and the JSON, SSE and WebSocket endpoints behind their pictures. Thin:
/// every use case lives below. `docs/web.md` says how to add a page.
///
/// This package is the frame that all pages share; each area has a package of its own below it.
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "error",
            "progress",
            "event",
            "home",
            "oci",
            "task",
            "audit",
            "account",
            "files",
            "layer",
            "image",
            "archive",
            "registry",
            "distribution",
            "container",
            "dockerfile",
            "build",
            "volume",
            "network",
            "system"
        })
package dev.onionyard.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
