package dev.onionyard.web.images;

import java.util.ArrayList;
import java.util.List;

/// The measures of an onion: how thick each ring is and where it lies. Pure arithmetic in units of the drawing.
///
/// A layer's thickness grows with the square root of its bytes, so that a ring ten times as thick is a hundred
/// times as big, over a floor that keeps the smallest layer visible. A step without a layer is a hairline of
/// fixed thickness. Many rings shrink floors and hairlines alike until everything fits; few rings leave the
/// onion smaller than it could be.
final class OnionLayout {

    static final double CORE = 46;
    static final double OUTER = 270;

    private static final double HAIRLINE = 6;
    private static final double FLOOR = 12;
    private static final double CEILING = 150;
    /// The part of the room that floors may take before they shrink.
    private static final double FLOOR_SHARE = 0.72;

    private OnionLayout() {}

    /// What is drawn as one ring.
    ///
    /// @param layer false for a step that changed only the configuration
    record Skin(boolean layer, long bytes) {

        double floor() {
            return layer ? FLOOR : HAIRLINE;
        }

        double weight() {
            return layer ? Math.sqrt(Math.max(0, bytes)) : 0;
        }
    }

    /// One ring between two radii.
    record Band(double inner, double outer) {

        double middle() {
            return (inner + outer) / 2;
        }

        double thickness() {
            return outer - inner;
        }
    }

    /// Lays rings around the core, the first one innermost.
    static List<Band> bands(List<Skin> skins) {
        double room = OUTER - CORE;
        double floors = skins.stream().mapToDouble(Skin::floor).sum();
        double shrink = Math.min(1, room * FLOOR_SHARE / Math.max(1, floors));
        double weights = skins.stream().mapToDouble(Skin::weight).sum();
        double rest = room - floors * shrink;

        var bands = new ArrayList<Band>(skins.size());
        double inner = CORE;
        for (Skin skin : skins) {
            double share = weights == 0 ? 0 : rest * skin.weight() / weights;
            double outer = hundredth(inner + Math.min(CEILING, skin.floor() * shrink + share));
            bands.add(new Band(inner, outer));
            inner = outer;
        }
        return List.copyOf(bands);
    }

    /// Rounds to what a drawing can show.
    private static double hundredth(double measure) {
        return Math.round(measure * 100) / 100.0;
    }

    /// Moves wished positions apart until neighbours have `gap` between them, within `first` and `last`,
    /// keeping their order (descending positions are not accepted). Used for the labels beside the figure.
    static List<Double> spread(List<Double> wished, double gap, double first, double last) {
        double[] placed = wished.stream().mapToDouble(Double::doubleValue).toArray();
        double least = first;
        for (int i = 0; i < placed.length; i++) {
            placed[i] = Math.max(placed[i], least);
            least = placed[i] + gap;
        }
        double most = last;
        for (int i = placed.length - 1; i >= 0; i--) {
            placed[i] = Math.min(placed[i], most);
            most = placed[i] - gap;
        }
        return java.util.Arrays.stream(placed).boxed().toList();
    }
}
