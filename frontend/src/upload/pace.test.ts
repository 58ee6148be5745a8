import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

describe('Pace', () => {
    it('says nothing before it has seen something move', () => {
        const pace = new Pace(1000);
        expect(pace.rate).toBe(0);
        expect(pace.secondsLeft).toBeUndefined();
        pace.add(0, 0);
        expect(pace.rate).toBe(0);
    });

    it('measures bytes a second and the time left', () => {
        const pace = new Pace(10_000);
        pace.add(0, 0);
        pace.add(2000, 4000);
        expect(pace.rate).toBe(2000);
        expect(pace.secondsLeft).toBe(3);
    });

    it('forgets a slow beginning', () => {
        const pace = new Pace(1_000_000);
        pace.add(0, 0);
        for (let second = 10; second <= 20; second++) {
            pace.add(second * 1000, 10 + (second - 10) * 1000);
        }
        expect(pace.rate).toBe(1000);
    });

    it('stays finite when two samples come at once', () => {
        const pace = new Pace(10);
        pace.add(5, 0);
        pace.add(5, 10);
        expect(pace.rate).toBe(0);
    });
});
