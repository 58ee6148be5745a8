import { describe, expect, it } from 'vitest';
import { ago, bytes, duration } from './format';

describe('bytes', () => {
    it.each([
        [0, '0 B'],
        [1023, '1,023 B'],
        [1024, '1 KiB'],
        [1536, '1.5 KiB'],
        [24_117_248, '23 MiB'],
        [4 * 1024 ** 3, '4 GiB'],
        [-2048, '-2 KiB'],
    ])('%d is %s', (count, words) => {
        expect(bytes(count)).toBe(words);
    });
});

describe('duration', () => {
    it.each([
        [0.4, '0s'],
        [59, '59s'],
        [125, '2m 05s'],
        [3725, '1h 02m'],
    ])('%d is %s', (seconds, words) => {
        expect(duration(seconds)).toBe(words);
    });
});

describe('ago', () => {
    const now = new Date('2026-11-21T12:00:00Z');

    it('speaks the language of the page', () => {
        document.documentElement.lang = 'zh-CN';
        expect(ago(new Date('2026-11-21T11:57:00Z'), now)).toBe('3分钟前');
        document.documentElement.lang = 'en';
        expect(ago(new Date('2026-11-20T12:00:00Z'), now)).toBe('yesterday');
    });

    it('never says that something will be, when the clocks differ', () => {
        document.documentElement.lang = 'en';
        expect(ago(new Date('2026-11-21T12:00:20Z'), now)).toBe('now');
    });
});
