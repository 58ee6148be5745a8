import { describe, expect, it } from 'vitest';
import { areaPath, linePath, niceCeiling } from './chart';
import { ratesBetween, type Sample } from './rates';

const zero: Sample = {
    time: 1000, cpuNanos: 0, memoryBytes: 0, memoryLimitBytes: 0, pids: 1, readBytes: 0, writtenBytes: 0,
    receivedBytes: 0, sentBytes: 0,
};

describe('ratesBetween', () => {
    it('measures per second', () => {
        const now = { ...zero, time: 3000, cpuNanos: 3e9, readBytes: 4096, sentBytes: 100 };
        expect(ratesBetween(zero, now)).toEqual({
            cpuPercent: 150, readPerSecond: 2048, writtenPerSecond: 0, receivedPerSecond: 0, sentPerSecond: 50,
        });
    });

    it('says nothing about a container that was started anew', () => {
        expect(ratesBetween({ ...zero, cpuNanos: 5e9 }, { ...zero, time: 2000, cpuNanos: 1e6 })).toBeUndefined();
        expect(ratesBetween(zero, zero)).toBeUndefined();
    });

    it('never shows negative traffic', () => {
        expect(ratesBetween({ ...zero, receivedBytes: 9 }, { ...zero, time: 2000 })?.receivedPerSecond).toBe(0);
    });
});

describe('niceCeiling', () => {
    it.each([
        [0, 1, false, 1],
        [3, 1, false, 5],
        [50, 1, false, 50],
        [51, 1, false, 100],
        [150, 100, false, 200],
        [3000, 1024, true, 5 * 1024],
        [300 * 1024 ** 2, 1024, true, 500 * 1024 ** 2],
        [700 * 1024, 1024, true, 1000 * 1024],
    ])('%d → %d', (largest, least, binary, ceiling) => {
        expect(niceCeiling(largest, least, binary)).toBeCloseTo(ceiling, 6);
    });
});

describe('paths', () => {
    it('end at the right edge', () => {
        expect(linePath([0, 5, 10], 3, 100, 50, 10)).toBe('M0.0 50.0L50.0 25.0L100.0 0.0');
        expect(linePath([10], 3, 100, 50, 10)).toBe('M100.0 0.0');
        expect(linePath([1, 2, 3, 4], 2, 100, 40, 4)).toBe('M0.0 10.0L100.0 0.0');
    });

    it('lift the pen over gaps and stay within the box', () => {
        expect(linePath([5, undefined, 99], 3, 100, 50, 10)).toBe('M0.0 25.0M100.0 0.0');
    });

    it('close along the bottom', () => {
        expect(areaPath([0, 10], 2, 100, 50, 10)).toBe('M0.0 50L0.0 50.0L100.0 0.0L100.0 50Z');
        expect(areaPath([], 2, 100, 50, 10)).toBe('');
    });
});
