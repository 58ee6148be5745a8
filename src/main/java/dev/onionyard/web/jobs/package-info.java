/// Jobs: list, page of one, live figures.
@NullMarked
package dev.onionyard.web.jobs;

import org.jspecify.annotations.NullMarked;
