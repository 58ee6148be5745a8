/** A ring of the onion between two radii, in units of the drawing. */
export interface Band {
    readonly inner: number;
    readonly outer: number;
}

export const thicknessOf = (band: Band): number => band.outer - band.inner;
export const middleOf = (band: Band): number => (band.inner + band.outer) / 2;

/** How much thicker than drawn a ring may become under the lens. */
const STRONGEST = 14;

/**
 * The magnification that makes a ring of this thickness `wanted` thick: 0 for a ring that is thick enough.
 */
export function strengthFor(thickness: number, wanted: number): number {
    if (thickness <= 0) {
        return STRONGEST;
    }
    return Math.min(STRONGEST, Math.max(0, wanted / thickness - 1));
}

/**
 * Bends radii around `focus` as a fisheye does (Sarkar and Brown, 1992): what is near the focus grows by
 * `strength + 1`, the ends and the focus itself stay where they are, and no ring changes places with another.
 */
export function magnify(bands: readonly Band[], focus: number, strength: number): Band[] {
    const first = bands[0];
    const last = bands.at(-1);
    if (first === undefined || last === undefined || strength <= 0) {
        return [...bands];
    }
    const bend = (radius: number): number => {
        const end = radius < focus ? first.inner : last.outer;
        const span = end - focus;
        if (span === 0) {
            return radius;
        }
        const way = (radius - focus) / span;
        return focus + (span * (strength + 1) * way) / (strength * way + 1);
    };
    return bands.map((band) => ({ inner: bend(band.inner), outer: bend(band.outer) }));
}

/** The index of the ring at this distance from the centre, or undefined inside the core and outside the onion. */
export function ringAt(bands: readonly Band[], radius: number): number | undefined {
    let low = 0;
    let high = bands.length - 1;
    while (low <= high) {
        const middle = (low + high) >> 1;
        const band = bands[middle];
        if (band === undefined) {
            return undefined;
        }
        if (radius < band.inner) {
            high = middle - 1;
        } else if (radius >= band.outer) {
            low = middle + 1;
        } else {
            return middle;
        }
    }
    return undefined;
}
