package dev.onionyard.dns;

/// Where the answer to one query goes.
interface Answers {

    void send(byte[] message);
}
