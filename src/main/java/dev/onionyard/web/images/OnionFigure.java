package dev.onionyard.web.images;

import dev.onionyard.distribution.RemoteImage;
import dev.onionyard.image.Onion;
import dev.onionyard.web.images.OnionLayout.Band;
import dev.onionyard.web.images.OnionLayout.Skin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An onion ready to be drawn by the fragment `images/onion :: figure`: concentric rings around the host's
/// kernel, the oldest step innermost. Measures are in units of the drawing, a square of [#SIDE] with the onion
/// in its middle.
///
/// @param rings innermost first
/// @param labels for the largest rings, outermost first
public record OnionFigure(Kernel kernel, List<Ring> rings, List<Label> labels) {

    public static final double SIDE = 560;

    private static final double CENTRE = SIDE / 2;
    private static final int LABEL_LIMIT = 7;
    private static final double LABEL_GAP = 48;
    private static final double FIRST_LABEL = 36;
    /// The corner below belongs to the legend.
    private static final double LAST_LABEL = 372;
    private static final double ELBOW_X = 560;
    private static final double LABEL_X = 582;
    private static final double SEAM = 1.5;
    private static final int DEPTHS = 5;
    /// The ray on which leader lines start, measured up from the horizontal.
    private static final double RAY = Math.toRadians(38);

    /// The core: the kernel belongs to the host and is the same for every image (seed row S2).
    public record Kernel(String name, String release) {

        private static final Pattern VERSION = Pattern.compile("[0-9]+(?:\\.[0-9]+)*");

        static Kernel ofHost() {
            return new Kernel(System.getProperty("os.name"), System.getProperty("os.version"));
        }

        /// The release without what the distribution appended, short enough for the core.
        public String version() {
            Matcher matcher = VERSION.matcher(release);
            return matcher.lookingAt() ? matcher.group() : release;
        }
    }

    /// What a ring stands for.
    public enum Kind {
        /// A layer that only this image has.
        OWN,
        /// A layer that other images have too.
        SHARED,
        /// A layer of an image in a registry that this server has.
        HERE,
        /// A layer of an image in a registry that this server does not have.
        REMOTE,
        /// A step that changed only the configuration.
        SETTING,
        /// The writable layer of a container.
        WRITABLE
    }

    /// One ring.
    ///
    /// @param index in the history, from 0; a writable layer follows the last step
    /// @param step null for a writable layer
    /// @param bytes content of the layer; 0 for a step without one
    /// @param depth of its colour, from 1 near the core to 5 at the skin
    public record Ring(
            int index, Kind kind, Onion.@Nullable Ring step, long bytes, double inner, double outer, int depth) {

        /// The radius of a circle whose line covers the ring.
        public double radius() {
            return (inner + outer) / 2;
        }

        /// The width of that line: a little less than the ring, so that neighbours stay apart.
        public double line() {
            double thickness = outer - inner;
            return thickness - Math.min(SEAM, thickness * 0.12);
        }

        public int number() {
            return index + 1;
        }

        public Onion.@Nullable RingLayer layer() {
            return step == null ? null : step.layer();
        }

        public boolean shared() {
            return kind == Kind.SHARED;
        }

        /// Whether it is hatched: its layer need not be stored again.
        public boolean hatched() {
            return kind == Kind.SHARED || kind == Kind.HERE;
        }

        public String instruction() {
            return step == null ? "" : step.instruction();
        }

        /// Who made it and what they said about it.
        public String people() {
            return step == null
                    ? ""
                    : Stream.of(step.author(), step.comment())
                            .filter(words -> !words.isBlank())
                            .collect(Collectors.joining(" · "));
        }

        /// The first word of the instruction, and the rest.
        public Instruction words() {
            return Instruction.of(instruction());
        }

        public @Nullable Instant created() {
            return step == null ? null : step.created();
        }
    }

    /// Text beside the figure with a line to its ring.
    ///
    /// @param y of the text
    /// @param fromX where the line leaves the ring
    public record Label(Ring ring, double y, double fromX, double fromY) {

        /// The corners of the line, as SVG writes them.
        public String points() {
            return String.format(Locale.ROOT, "%.1f,%.1f %.0f,%.1f %.0f,%.1f", fromX, fromY, ELBOW_X, y, LABEL_X, y);
        }
    }

    /// A container's writable layer.
    public record Writable(long bytes) {}

    public OnionFigure {
        rings = List.copyOf(rings);
        labels = List.copyOf(labels);
    }

    public static OnionFigure of(Onion onion) {
        return of(onion, null);
    }

    /// @param writable drawn as the outermost ring, if given
    public static OnionFigure of(Onion onion, @Nullable Writable writable) {
        var peels = new ArrayList<Peel>();
        onion.rings().forEach(step -> peels.add(Peel.of(step)));
        if (writable != null) {
            peels.add(new Peel(Kind.WRITABLE, null, writable.bytes()));
        }
        return draw(peels);
    }

    /// An image that is still in a registry; the sizes are those of the compressed layers.
    public static OnionFigure of(RemoteImage image) {
        return draw(image.steps().stream().map(Peel::of).toList());
    }

    /// What becomes a ring.
    private record Peel(Kind kind, Onion.@Nullable Ring step, long bytes) {

        static Peel of(Onion.Ring step) {
            Onion.RingLayer layer = step.layer();
            if (layer == null) {
                return new Peel(Kind.SETTING, step, 0);
            }
            return new Peel(layer.sharedCount() > 0 ? Kind.SHARED : Kind.OWN, step, layer.contentBytes());
        }

        static Peel of(RemoteImage.RemoteStep step) {
            RemoteImage.RemoteLayer layer = step.layer();
            if (layer == null) {
                return new Peel(Kind.SETTING, step.ring(), 0);
            }
            return new Peel(
                    layer.present() ? Kind.HERE : Kind.REMOTE,
                    step.ring(),
                    layer.blob().size());
        }

        Skin skin() {
            return new Skin(kind != Kind.SETTING, bytes);
        }
    }

    private static OnionFigure draw(List<Peel> peels) {
        List<Skin> skins = peels.stream().map(Peel::skin).toList();
        List<Band> bands = OnionLayout.bands(skins);
        List<Ring> rings = IntStream.range(0, bands.size())
                .mapToObj(i -> ring(i, peels.get(i), bands.get(i), depth(skins, i)))
                .toList();
        return new OnionFigure(Kernel.ofHost(), rings, labels(rings));
    }

    /// The radius of the whole onion.
    public double radius() {
        return rings.isEmpty() ? OnionLayout.CORE : rings.getLast().outer();
    }

    public double core() {
        return OnionLayout.CORE;
    }

    /// Whether the onion has a ring of this kind, for the legend.
    public boolean has(Kind kind) {
        return rings.stream().anyMatch(ring -> ring.kind() == kind);
    }

    /// The ring of the layer at this position in the stack.
    Ring ringOfLayer(int position) {
        return rings.stream()
                .filter(ring -> ring.layer() != null && ring.layer().position() == position)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no ring for layer " + position));
    }

    private static Ring ring(int index, Peel peel, Band band, int depth) {
        return new Ring(index, peel.kind(), peel.step(), peel.bytes(), band.inner(), band.outer(), depth);
    }

    /// The colour deepens from the innermost layer to the outermost; a single layer has the middle one.
    private static int depth(List<Skin> skins, int index) {
        long layers = skins.stream().filter(Skin::layer).count();
        long below = skins.stream().limit(index).filter(Skin::layer).count();
        return layers <= 1 ? DEPTHS / 2 + 1 : 1 + Math.round((DEPTHS - 1f) * below / (layers - 1));
    }

    /// The largest layers get a label: outermost at the top, lines that never cross.
    private static List<Label> labels(List<Ring> rings) {
        List<Ring> labelled = rings.stream()
                .filter(ring -> ring.kind() != Kind.SETTING)
                .sorted(Comparator.comparingLong(Ring::bytes).reversed())
                .limit(LABEL_LIMIT)
                .sorted(Comparator.comparingInt(Ring::index).reversed())
                .toList();
        List<Double> wished =
                labelled.stream().map(ring -> CENTRE - ring.radius() * 0.9).toList();
        List<Double> placed = OnionLayout.spread(wished, LABEL_GAP, FIRST_LABEL, LAST_LABEL);
        return IntStream.range(0, labelled.size())
                .mapToObj(i -> label(labelled.get(i), placed.get(i)))
                .toList();
    }

    private static Label label(Ring ring, double y) {
        return new Label(ring, y, CENTRE + ring.radius() * Math.cos(RAY), CENTRE - ring.radius() * Math.sin(RAY));
    }
}
