/// The build pages: list, new build, one build with its steps.
///
/// Start with [dev.onionyard.web.builds.BuildsController].
@NullMarked
package dev.onionyard.web.builds;

import org.jspecify.annotations.NullMarked;
