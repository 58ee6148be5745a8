package dev.onionyard.layer;

/// Names by which a layer's tar speaks of lower layers (image-spec layer.md, Whiteouts).
final class Whiteouts {

    /// `.wh.a` hides `a`.
    static final String PREFIX = ".wh.";

    /// What old AUFS kept for itself.
    static final String META_PREFIX = ".wh..wh.";

    /// Hides everything that lower layers have in the folder.
    static final String OPAQUE = ".wh..wh..opq";

    /// Overlayfs's mark of an opaque folder.
    static final String OPAQUE_XATTR = "trusted.overlay.opaque";

    private Whiteouts() {}
}
