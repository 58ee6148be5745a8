package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.tar.TarEntry.Extent;
import java.util.ArrayList;
import java.util.List;

/// Checks and collects the parts of a sparse file (GNU tar manual, "Storing Sparse Files").
final class SparseMap {

    /// More parts than a real file has; keeps a hostile map from filling the memory.
    static final int MOST_EXTENTS = 1 << 17;

    private final String name;
    private final long realSize;
    private final List<Extent> extents = new ArrayList<>();
    private long end;

    SparseMap(String name, long realSize) {
        this.name = name;
        this.realSize = realSize;
        if (realSize < 0) {
            throw malformed("its size is negative");
        }
    }

    /// Adds one part. Parts without length only tell where the file ends and are left out.
    void add(long offset, long length) {
        if (offset < end || length < 0 || offset > realSize || length > realSize - offset) {
            throw malformed("its parts overlap or lie outside the file");
        }
        if (extents.size() == MOST_EXTENTS) {
            throw malformed("it has more than " + MOST_EXTENTS + " parts");
        }
        if (length > 0) {
            extents.add(new Extent(offset, length));
        }
        end = offset + length;
    }

    void addAll(List<String> numbers) {
        if (numbers.size() % 2 != 0) {
            throw malformed("an offset has no length");
        }
        for (int i = 0; i < numbers.size(); i += 2) {
            add(parse(numbers.get(i)), parse(numbers.get(i + 1)));
        }
    }

    /// @param stored bytes of content in the tar
    List<Extent> checked(long stored) {
        if (extents.stream().mapToLong(Extent::length).sum() != stored) {
            throw malformed("its parts do not add up to the " + stored + " bytes in the tar");
        }
        return extents;
    }

    long parse(String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw malformed("\"" + TarNames.shown(number) + "\" is not a number");
        }
    }

    InvalidInputException malformed(String reason) {
        return new InvalidInputException(
                "cannot read tar: malformed map of sparse file \"" + TarNames.shown(name) + "\": " + reason);
    }
}
