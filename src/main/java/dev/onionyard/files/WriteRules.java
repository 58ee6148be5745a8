package dev.onionyard.files;

import org.jspecify.annotations.Nullable;

/// How a tar is written into a tree.
///
/// @param keepKinds refuse to put a file in the place of a folder or a folder in that of a file (Docker's
///     `noOverwriteDirNonDir`); else what is there is removed first
/// @param owner whom everything shall belong to; null for the owners that the tar names
public record WriteRules(boolean keepKinds, @Nullable Owner owner) {

    /// Owners as the tar names them; kinds may change.
    public static final WriteRules AS_IN_TAR = new WriteRules(false, null);

    /// A user and a group by number.
    public record Owner(long uid, long gid) {}
}
