import { describe, expect, it } from 'vitest';
import { hits, LINE_LIMIT, type Line, LineJoiner, matches, type Piece } from './log-lines';

const piece = (x: string, c = true, s: 'out' | 'err' = 'out'): Piece => ({ t: '2026-11-21T12:00:00Z', s, x, c });

describe('LineJoiner', () => {
    it('makes a line of each whole piece', () => {
        const joiner = new LineJoiner();
        expect(joiner.add(piece('a'))).toMatchObject({ fresh: true, line: { text: 'a' } });
        expect(joiner.add(piece('b'))).toMatchObject({ fresh: true, line: { text: 'b' } });
    });

    it('joins pieces of one stream, whatever comes on the other meanwhile', () => {
        const joiner = new LineJoiner();
        const first = joiner.add(piece('Progress: ', false));
        expect(joiner.add(piece('warning', true, 'err')).line.stream).toBe('err');
        expect(joiner.add(piece('50 %', false))).toEqual({ line: first.line, fresh: false });
        expect(joiner.add(piece(' done'))).toEqual({ line: first.line, fresh: false });
        expect(first.line).toMatchObject({ text: 'Progress: 50 % done', open: false });
        expect(joiner.add(piece('next')).line.text).toBe('next');
    });

    it('cuts lines that never end', () => {
        const joiner = new LineJoiner();
        const { line } = joiner.add(piece('x'.repeat(LINE_LIMIT), false));
        joiner.add(piece('y'.repeat(LINE_LIMIT), false));
        expect(line.text).toHaveLength(LINE_LIMIT);
    });
});

describe('matches', () => {
    const line: Line = { time: '', stream: 'err', text: '\u001b[31mOut of \u001b[1mMemory', open: false };

    it('looks through colours and cases', () => {
        expect(matches(line, { out: true, err: true, words: 'of memory' })).toBe(true);
        expect(matches(line, { out: true, err: true, words: '31m' })).toBe(false);
    });

    it('leaves out a stream', () => {
        expect(matches(line, { out: true, err: false, words: '' })).toBe(false);
    });
});

describe('hits', () => {
    it('finds every place', () => {
        expect(hits('Error: error', 'ERROR')).toEqual([[0, 5], [7, 12]]);
        expect(hits('aaa', 'aa')).toEqual([[0, 2]]);
        expect(hits('aaa', '')).toEqual([]);
    });
});
