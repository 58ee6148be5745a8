import { describe, expect, it } from 'vitest';
import { RingBuffer } from './ring-buffer';

function filled(capacity: number, items: number): RingBuffer<number> {
    const ring = new RingBuffer<number>(capacity);
    for (let i = 0; i < items; i++) {
        ring.push(i);
    }
    return ring;
}

describe('RingBuffer', () => {
    it('keeps all while they fit', () => {
        expect([...filled(5, 3).range()]).toEqual([0, 1, 2]);
    });

    it('forgets the oldest', () => {
        const ring = filled(3, 7);
        expect([...ring.range()]).toEqual([4, 5, 6]);
        expect(ring.length).toBe(3);
        expect(ring.first).toBe(4);
        expect(ring.end).toBe(7);
    });

    it('finds items by their number while they are kept', () => {
        const ring = filled(3, 7);
        expect(ring.get(3)).toBeUndefined();
        expect(ring.get(4)).toBe(4);
        expect(ring.get(6)).toBe(6);
        expect(ring.get(7)).toBeUndefined();
        expect([...ring.range(2, 6)]).toEqual([4, 5]);
        expect([...ring.range(5, 100)]).toEqual([5, 6]);
    });

    it('begins anew when cleared', () => {
        const ring = filled(3, 7);
        ring.clear();
        ring.push(42);
        expect([...ring.range()]).toEqual([42]);
        expect(ring.first).toBe(0);
    });

    it('refuses to hold nothing', () => {
        expect(() => new RingBuffer(0)).toThrow(RangeError);
        expect(() => new RingBuffer(NaN)).toThrow(RangeError);
    });
});
