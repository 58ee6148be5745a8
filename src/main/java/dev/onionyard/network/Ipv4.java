package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;

/// IPv4 addresses as unsigned 32-bit numbers.
final class Ipv4 {

    private Ipv4() {}

    static long parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw invalid(text);
        }
        long address = 0;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw invalid(text);
            }
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                throw invalid(text);
            }
            address = address << 8 | octet;
        }
        return address;
    }

    static String format(long address) {
        return (address >> 24 & 0xFF) + "." + (address >> 16 & 0xFF) + "." + (address >> 8 & 0xFF) + "."
                + (address & 0xFF);
    }

    private static InvalidInputException invalid(String text) {
        return new InvalidInputException(
                "cannot use address \"" + text + "\": it is not an IPv4 address; give one like 192.168.1.10");
    }
}
