package dev.onionyard.web.images;

import dev.onionyard.web.images.OnionFigure.Ring;
import java.util.ArrayList;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/// Says in words what a ring shows, for readers of the screen and for the tip below the pointer.
@Component
public class RingWords {

    private final MessageSource messages;

    RingWords(MessageSource messages) {
        this.messages = messages;
    }

    /// The accessible name: step, instruction, kind and size, author, comment, time.
    ///
    /// @param size in the words of the page
    /// @param time in the words of the page, or empty
    public String name(Ring ring, int steps, String size, String time) {
        var parts = new ArrayList<String>();
        parts.add(step(ring, steps));
        parts.add(ring.instruction());
        parts.add(kind(ring, size));
        parts.add(ring.people());
        parts.add(time);
        return String.join(". ", parts.stream().filter(part -> !part.isBlank()).toList());
    }

    /// Kind and size.
    public String facts(Ring ring, String size) {
        return kind(ring, size);
    }

    public String step(Ring ring, int steps) {
        return ring.kind() == OnionFigure.Kind.WRITABLE
                ? say("images.ring.writable")
                : say("images.ring.step", ring.number(), steps);
    }

    private String kind(Ring ring, String size) {
        return switch (ring.kind()) {
            case OWN, WRITABLE -> size;
            case SHARED -> say("images.ring.shared", size, sharedCount(ring));
            case HERE -> say("images.ring.here", size);
            case REMOTE -> say("images.ring.remote", size);
            case SETTING -> say("images.ring.setting");
        };
    }

    private static int sharedCount(Ring ring) {
        var layer = ring.layer();
        return layer == null ? 0 : layer.sharedCount();
    }

    private String say(String code, Object... arguments) {
        return messages.getMessage(code, arguments, LocaleContextHolder.getLocale());
    }
}
