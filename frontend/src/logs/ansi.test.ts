import { describe, expect, it } from 'vitest';
import { parseAnsi, plainText } from './ansi';

const ESC = '\u001b';

describe('parseAnsi', () => {
    it('leaves plain text alone', () => {
        expect(parseAnsi('hello\tworld')).toEqual([{ text: 'hello\tworld', style: {} }]);
        expect(parseAnsi('')).toEqual([]);
    });

    it('reads colours and emphasis until they are reset', () => {
        expect(parseAnsi(`${ESC}[1;31mred${ESC}[0m plain ${ESC}[93;44mbright${ESC}[39mrest`)).toEqual([
            { text: 'red', style: { bold: true, fg: 1 } },
            { text: ' plain ', style: {} },
            { text: 'bright', style: { fg: 11, bg: 4 } },
            { text: 'rest', style: { bg: 4 } },
        ]);
    });

    it('reads 256 and true colours', () => {
        expect(parseAnsi(`${ESC}[38;5;196ma${ESC}[48;2;1;2;3mb${ESC}[38;5;7mc${ESC}[38;5;244md`).map((s) => s.style)).toEqual([
            { fg: '#ff0000' }, { fg: '#ff0000', bg: '#010203' }, { fg: 7, bg: '#010203' }, { fg: '#808080', bg: '#010203' },
        ]);
    });

    it('drops everything else that a terminal would obey', () => {
        const hostile = `${ESC}[2J${ESC}[10;10Ha${ESC}]0;title\u0007b${ESC}]8;;http://x${ESC}\\c${ESC}[?1049hd\u0000\u0007\u009bx${ESC}`;
        expect(plainText(hostile)).toBe('abcdx');
        expect(parseAnsi(hostile).map((s) => s.text).join('')).toBe('abcdx');
    });

    it('never makes markup', () => {
        expect(parseAnsi('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>', style: {} }]);
    });

    it('shows what a progress bar wrote last', () => {
        expect(plainText('10%\r50%\r100%\r')).toBe('100%');
        expect(plainText('windows line\r')).toBe('windows line');
    });

    it('reads a line made to be slow within the time that any test has', () => {
        const evil = `${ESC}[${'1;'.repeat(50_000)}x${`${ESC}]`.repeat(20_000)}`;
        expect(plainText(evil)).toBe('');
    });
});
