package dev.onionyard.runtime;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Keeps logs from filling the disk: a file that has grown past the limit gets the next age, the oldest goes,
/// and conmon begins a new one. No line is lost, because conmon writes to the renamed file until it has opened
/// the new one.
@Component
public class LogRotation {

    private static final Logger log = LoggerFactory.getLogger(LogRotation.class);

    /// Rotates the log of a running container if its current file is longer than `limitBytes`.
    ///
    /// @param kept how many files there are at most, the current one included
    public void rotate(Bundle bundle, long limitBytes, int kept) {
        LogFiles files = bundle.logFiles();
        try {
            if (files.currentSize() > limitBytes) {
                files.age(kept);
                ConmonConnection.reopenLog(bundle.control());
            }
        } catch (IOException e) {
            log.warn("Could not rotate log \"{}\": {}", files.current(), e.getMessage());
        }
    }
}
