package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.util.Comparator;

/// A version of the Docker Engine API, for example 1.47.
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    static final ApiVersion MINIMUM = new ApiVersion(1, 24);
    static final ApiVersion MAXIMUM = new ApiVersion(1, 47);

    private static final Comparator<ApiVersion> ORDER =
            Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);

    /// Reads the digits of a path's `/v1.47` and refuses, in Docker's words, what this server does not speak.
    static ApiVersion parse(String text) {
        int dot = text.indexOf('.');
        var version =
                new ApiVersion(Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
        if (version.compareTo(MINIMUM) < 0) {
            throw new InvalidInputException("client version " + text + " is too old. Minimum supported API version is "
                    + MINIMUM + ", please upgrade your client to a newer version");
        }
        if (version.compareTo(MAXIMUM) > 0) {
            throw new InvalidInputException(
                    "client version " + text + " is too new. Maximum supported API version is " + MAXIMUM);
        }
        return version;
    }

    boolean atLeast(int otherMajor, int otherMinor) {
        return compareTo(new ApiVersion(otherMajor, otherMinor)) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
