/// The container pages: list, run form, one container with its tabs, terminal, commit, export.
///
/// Start with [dev.onionyard.web.containers.ContainerListController] and
/// [dev.onionyard.web.containers.ContainerController]; a terminal's life is told in
/// [dev.onionyard.web.containers.TerminalSession].
@NullMarked
package dev.onionyard.web.containers;

import org.jspecify.annotations.NullMarked;
