import { describe, expect, it } from 'vitest';
import { ringForKey } from './keys';

describe('ringForKey', () => {
    it('goes outwards to newer steps and inwards to older ones', () => {
        expect(ringForKey('ArrowUp', 3, 6)).toBe(4);
        expect(ringForKey('ArrowRight', 3, 6)).toBe(4);
        expect(ringForKey('ArrowDown', 3, 6)).toBe(2);
        expect(ringForKey('ArrowLeft', 3, 6)).toBe(2);
    });

    it('stays on the onion', () => {
        expect(ringForKey('ArrowUp', 5, 6)).toBe(5);
        expect(ringForKey('ArrowDown', 0, 6)).toBe(0);
        expect(ringForKey('PageUp', 0, 6)).toBe(5);
        expect(ringForKey('PageDown', 5, 127)).toBe(0);
    });

    it('knows both ends', () => {
        expect(ringForKey('Home', 50, 127)).toBe(0);
        expect(ringForKey('End', 50, 127)).toBe(126);
    });

    it('leaves other keys alone', () => {
        expect(ringForKey('a', 1, 2)).toBeUndefined();
        expect(ringForKey('Tab', 1, 2)).toBeUndefined();
    });
});
