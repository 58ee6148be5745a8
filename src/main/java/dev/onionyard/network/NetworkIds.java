package dev.onionyard.network;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes up ids of 64 hexadecimal digits.
final class NetworkIds {

    private static final SecureRandom RANDOM = new SecureRandom();

    private NetworkIds() {}

    static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
