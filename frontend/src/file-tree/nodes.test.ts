import { describe, expect, it } from 'vitest';
import { lineForKey, nameOf, splitPath } from './nodes';

describe('paths', () => {
    it('gives the last part', () => {
        expect(nameOf('etc/apt/sources.list')).toBe('sources.list');
        expect(nameOf('etc')).toBe('etc');
    });

    it('splits folder and name', () => {
        expect(splitPath('etc/apt/x')).toEqual(['etc/apt/', 'x']);
        expect(splitPath('x')).toEqual(['', 'x']);
    });
});

describe('lineForKey', () => {
    // a (open): b, c (open): d; then e
    const levels = [1, 2, 2, 3, 1];

    it('goes up and down the visible lines and stops at the ends', () => {
        expect(lineForKey('ArrowDown', 0, levels, true)).toBe(1);
        expect(lineForKey('ArrowDown', 4, levels, false)).toBe(4);
        expect(lineForKey('ArrowUp', 0, levels, true)).toBe(0);
        expect(lineForKey('End', 1, levels, undefined)).toBe(4);
        expect(lineForKey('Home', 3, levels, undefined)).toBe(0);
    });

    it('goes right into an open folder only', () => {
        expect(lineForKey('ArrowRight', 2, levels, true)).toBe(3);
        expect(lineForKey('ArrowRight', 4, levels, false)).toBeUndefined();
        expect(lineForKey('ArrowRight', 1, levels, undefined)).toBeUndefined();
    });

    it('goes left to the parent, unless the folder is open and closes instead', () => {
        expect(lineForKey('ArrowLeft', 3, levels, undefined)).toBe(2);
        expect(lineForKey('ArrowLeft', 2, levels, true)).toBeUndefined();
        expect(lineForKey('ArrowLeft', 0, levels, false)).toBeUndefined();
    });

    it('leaves other keys alone', () => {
        expect(lineForKey('x', 0, levels, undefined)).toBeUndefined();
    });
});
