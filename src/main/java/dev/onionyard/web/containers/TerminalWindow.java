package dev.onionyard.web.containers;

import java.io.IOException;
import java.util.Map;

/// The browser's end of a terminal session, while it is connected.
interface TerminalWindow {

    /// Sends terminal output. Blocks while the connection is slow.
    ///
    /// @throws IOException if the connection is lost
    void output(byte[] bytes, int length) throws IOException;

    /// Sends a control message, for example `{"type":"exit","code":0}`. A lost connection is not an error here: whoever
    /// closes it hears of it.
    void control(Map<String, ?> message);

    /// Closes the connection because the session is over.
    void close();
}
