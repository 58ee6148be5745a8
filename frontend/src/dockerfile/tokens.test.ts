import { describe, expect, it } from 'vitest';
import { tokenize } from './tokens';

const words = (text: string): string[][] => tokenize(text).map((line) => line.map((token) => `${token.kind}:${token.text}`));

describe('tokenize', () => {
    it('tells keywords, stages, flags, variables and strings', () => {
        expect(words('FROM --platform=$P alpine AS base')).toEqual([
            ['keyword:FROM', 'plain: ', 'flag:--platform=$P', 'plain: alpine', 'keyword: AS ', 'stage:base'],
        ]);
        expect(words('ENV A="b c" D=${E:-f}')[0]).toEqual(['keyword:ENV', 'plain: A=', 'string:"b c"', 'plain: D=', 'variable:${E:-f}']);
    });

    it('marks a word that is no instruction', () => {
        expect(words('RUNN true')[0]?.[0]).toBe('unknown:RUNN');
    });

    it('goes on after the escape character, past comments', () => {
        expect(words('RUN a \\\n  # why\n  FROM b\nCMD x').map((line) => line[0])).toEqual([
            'keyword:RUN',
            'comment:  # why',
            'plain:  FROM b',
            'keyword:CMD',
        ]);
    });

    it('obeys the escape directive', () => {
        expect(words('# escape=`\nRUN dir c:\\\nRUN a `\nCMD').map((line) => line[0])).toEqual([
            'comment:# escape=`',
            'keyword:RUN',
            'keyword:RUN',
            'plain:CMD',
        ]);
    });

    it('leaves here-documents alone until they end', () => {
        expect(words('RUN <<EOF\nCMD x\nEOF\nCMD y').map((line) => line[0])).toEqual(['keyword:RUN', 'heredoc:CMD x', 'mark:EOF', 'keyword:CMD']);
    });

    it('reads several here-documents, one after the other', () => {
        const kinds = words('COPY <<-a <<"b" /x/\n1\n\ta\n2\nb\nUSER z').map((line) => line[0]);
        expect(kinds.slice(1)).toEqual(['heredoc:1', 'mark:\ta', 'heredoc:2', 'mark:b', 'keyword:USER']);
    });

    it('shows the instruction of a trigger and of a check', () => {
        expect(words('ONBUILD COPY . /x')[0]?.slice(0, 3)).toEqual(['keyword:ONBUILD', 'plain: ', 'keyword:COPY']);
        expect(words('HEALTHCHECK --interval=5s CMD true')[0]).toContain('keyword:CMD');
    });

    it('loses no character', () => {
        const text = '# x\n\nFROM a\tAS b \\\n\nRUN "open $x <<E\n\\\nE\n  weird ${ line';
        expect(
            tokenize(text)
                .map((line) => line.map((token) => token.text).join(''))
                .join('\n'),
        ).toBe(text);
    });
});
