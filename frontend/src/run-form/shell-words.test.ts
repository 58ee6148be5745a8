import { describe, expect, it } from 'vitest';
import { join, OpenQuoteError, split } from './shell-words';

describe('split', () => {
    it.each<[string, string[]]>([
        ['  sh -c\tls\n/ ', ['sh', '-c', 'ls', '/']],
        ['', []],
        ["sh -c 'echo  \"hi\"' ''", ['sh', '-c', 'echo  "hi"', '']],
        ['a"b c"d\'e f\'', ['ab cde f']],
        ["a\\ b \\' \\\\", ['a b', "'", '\\']],
        ['"\\$x \\n \\" \\\\"', ['$x \\n " \\']],
        ["'\\n'", ['\\n']],
        ['run \\\n -x', ['run', '-x']],
        ['echo $HOME * ~ ; ls', ['echo', '$HOME', '*', '~', ';', 'ls']],
    ])('%j', (line, words) => {
        expect(split(line)).toEqual(words);
    });

    it.each(["'open", '"open', 'a \\', '"a\\'])('refuses %j', (line) => {
        expect(() => split(line)).toThrow(OpenQuoteError);
    });
});

describe('join', () => {
    it('gives back what it splits into', () => {
        const words = ['sh', '-c', 'it\'s $5 "now"', '', 'tab\there', '中文', 'a\nb', '\\', '~', 'k=v'];
        expect(split(join(words))).toEqual(words);
        expect(join(['nginx', '-g', 'daemon off;'])).toBe("nginx -g 'daemon off;'");
    });
});
