package dev.onionyard.linux;

import java.util.List;

/// Options under which an overlay's upper directory needs nothing of the lower ones to be understood.
final class OverlayOptions {

    /// `nofollow` also keeps redirects that a hostile layer might bring from being honoured.
    static final List<String> FOR_COMPLETE_UPPER = List.of("metacopy=off", "redirect_dir=nofollow", "index=off");

    private OverlayOptions() {}
}
