import { describe, expect, it } from 'vitest';
import { magnify, middleOf, ringAt, strengthFor, thicknessOf, type Band } from './lens';

function evenBands(count: number, core = 46, outer = 270): Band[] {
    const step = (outer - core) / count;
    return Array.from({ length: count }, (_, index) => ({
        inner: core + index * step,
        outer: core + (index + 1) * step,
    }));
}

describe('strengthFor', () => {
    it('leaves a ring alone that is thick enough', () => {
        expect(strengthFor(30, 22)).toBe(0);
    });

    it('asks for what is missing', () => {
        expect(strengthFor(2, 22)).toBe(10);
    });

    it('has a limit, also for a ring of no thickness', () => {
        expect(strengthFor(0.01, 22)).toBe(14);
        expect(strengthFor(0, 22)).toBe(14);
    });
});

describe('magnify', () => {
    it('makes the ring in focus several times as thick', () => {
        const bands = evenBands(127);
        const focused = bands[63] as Band;
        const bent = magnify(bands, middleOf(focused), strengthFor(thicknessOf(focused), 22));
        expect(thicknessOf(bent[63] as Band)).toBeGreaterThan(8 * thicknessOf(focused));
    });

    it('keeps core, rim and focus where they are', () => {
        const bands = evenBands(40);
        const focus = middleOf(bands[7] as Band);
        const bent = magnify(bands, focus, 6);
        expect(bent[0]?.inner).toBeCloseTo(46);
        expect(bent.at(-1)?.outer).toBeCloseTo(270);
        expect(ringAt(bent, focus)).toBe(7);
    });

    it('keeps the rings in order and without gaps', () => {
        const bent = magnify(evenBands(127), 200, 14);
        bent.forEach((band, index) => {
            expect(thicknessOf(band)).toBeGreaterThan(0);
            if (index > 0) {
                expect(band.inner).toBeCloseTo((bent[index - 1] as Band).outer);
            }
        });
    });

    it('works at the innermost and outermost edge', () => {
        const bands = evenBands(10);
        for (const focus of [46, 270]) {
            const bent = magnify(bands, focus, 5);
            expect(bent[0]?.inner).toBeCloseTo(46);
            expect(bent.at(-1)?.outer).toBeCloseTo(270);
        }
    });

    it('changes nothing without strength or without rings', () => {
        const bands = evenBands(3);
        expect(magnify(bands, 100, 0)).toEqual(bands);
        expect(magnify([], 100, 4)).toEqual([]);
    });
});

describe('ringAt', () => {
    it('finds every ring by its middle', () => {
        const bands = evenBands(127);
        bands.forEach((band, index) => {
            expect(ringAt(bands, middleOf(band))).toBe(index);
        });
    });

    it('finds nothing in the core, outside, or without rings', () => {
        expect(ringAt(evenBands(5), 20)).toBeUndefined();
        expect(ringAt(evenBands(5), 271)).toBeUndefined();
        expect(ringAt([], 100)).toBeUndefined();
    });
});
