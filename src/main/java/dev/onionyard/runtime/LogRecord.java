package dev.onionyard.runtime;

import java.time.Instant;

/// A piece of what a container printed, one line of conmon's `k8s-file` log:
///
/// ```
/// 2026-11-21T20:51:00.123456789+00:00 stdout F text of the line
/// ```
///
/// @param text as it was printed, without the newline
/// @param complete false (`P`) if the printed line goes on in the next record
public record LogRecord(Instant time, boolean stderr, byte[] text, boolean complete) {}
