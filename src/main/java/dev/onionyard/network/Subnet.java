package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;

/// An IPv4 subnet in CIDR form, `172.18.0.0/16`.
///
/// @param base its first address as an unsigned 32-bit number
/// @param prefixLength 1 to 30
public record Subnet(long base, int prefixLength) {

    private static final String FORM = "; give a subnet like 172.18.0.0/16";

    public Subnet {
        if (prefixLength < 1 || prefixLength > 30) {
            throw new InvalidInputException("cannot use subnet with prefix length " + prefixLength + FORM);
        }
        base = base & mask(prefixLength);
    }

    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        try {
            return new Subnet(Ipv4.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new InvalidInputException("cannot use subnet \"" + text + "\": it is not an IPv4 subnet" + FORM, e);
        }
    }

    public boolean contains(long address) {
        return (address & mask(prefixLength)) == base;
    }

    public boolean overlaps(Subnet other) {
        int shorter = Math.min(prefixLength, other.prefixLength);
        return (base & mask(shorter)) == (other.base & mask(shorter));
    }

    /// The first usable address: the gateway's.
    long first() {
        return base + 1;
    }

    /// The last usable address; the one after it is for broadcast.
    long last() {
        return end() - 1;
    }

    /// The last address of all.
    long end() {
        return base + (1L << 32 - prefixLength) - 1;
    }

    /// Whether all of `other` is in it.
    boolean contains(Subnet other) {
        return other.prefixLength >= prefixLength && contains(other.base);
    }

    @Override
    public String toString() {
        return Ipv4.format(base) + "/" + prefixLength;
    }

    private static long mask(int prefixLength) {
        return 0xFFFFFFFFL << 32 - prefixLength & 0xFFFFFFFFL;
    }
}
