/** The upper end of a chart: the next of 1, 2, 5 times a power of ten (or of two, for bytes) above the largest value. */
export function niceCeiling(largest: number, least: number, binary = false): number {
    const target = Math.max(largest, least);
    const base = binary ? 1024 ** Math.floor(Math.log(target) / Math.log(1024)) : 1;
    const value = target / base;
    const ten = 10 ** Math.floor(Math.log10(value));
    const step = [1, 2, 5, 10].find((n) => n * ten >= value) ?? 10;
    return step * ten * base;
}

/**
 * The outline of a series in a box, newest value at the right edge: the `d` of an SVG path. A gap (undefined) lifts the
 * pen.
 *
 * @param slots how many values the width holds
 */
export function linePath(
    values: readonly (number | undefined)[],
    slots: number,
    width: number,
    height: number,
    ceiling: number,
): string {
    const step = width / (slots - 1);
    let down = false;
    return values
        .slice(-slots)
        .map((value, i, shown) => {
            if (value === undefined) {
                down = false;
                return '';
            }
            const x = width - (shown.length - 1 - i) * step;
            const y = height - (Math.min(value, ceiling) / ceiling) * height;
            const pen = down ? 'L' : 'M';
            down = true;
            return `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
        })
        .join('');
}

/** The same, closed along the bottom, one shape for each stretch without a gap. */
export function areaPath(
    values: readonly (number | undefined)[],
    slots: number,
    width: number,
    height: number,
    ceiling: number,
): string {
    return linePath(values, slots, width, height, ceiling)
        .split('M')
        .filter((stretch) => stretch !== '')
        .map((stretch) => {
            const points = stretch.split('L');
            const x = (point: string | undefined): string => (point ?? '').split(' ')[0] ?? '0';
            return `M${x(points[0])} ${height}L${stretch}L${x(points.at(-1))} ${height}Z`;
        })
        .join('');
}
