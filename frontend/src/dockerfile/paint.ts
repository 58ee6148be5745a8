import { create } from '../core/dom';
import type { Token, Tokenizer } from './tokens';

/** Something wrong at a place; columns count from 1. */
export interface Problem {
    line: number;
    column: number;
    rule: string;
    message: string;
}

/** Colours a line that begins a file or goes on with it. `problem` is underlined from its column to the end of the word. */
export function paintLine(target: HTMLElement, line: string, tokenizer: Tokenizer, problem?: Problem): void {
    const tokens = tokenizer.next(line);
    const parts = problem ? split(tokens, problem.column - 1, wordEnd(line, problem.column - 1)) : tokens.map((token) => ({ ...token, wrong: false }));
    target.replaceChildren(
        ...parts.map((part) => {
            const className = `${part.kind === 'plain' ? '' : `code-${part.kind}`} ${part.wrong ? 'code-wrong' : ''}`.trim();
            return className === '' ? document.createTextNode(part.text) : create('span', className, part.text);
        }),
    );
}

function wordEnd(line: string, from: number): number {
    const blank = line.slice(from).search(/\s/);
    return blank > 0 ? from + blank : line.length;
}

/** Cuts tokens so that what lies between two positions can be marked. */
export function split(tokens: Token[], from: number, to: number): (Token & { wrong: boolean })[] {
    let at = 0;
    return tokens.flatMap(({ kind, text }) => {
        const start = Math.min(Math.max(from - at, 0), text.length);
        const end = Math.min(Math.max(to - at, 0), text.length);
        at += text.length;
        return [
            { kind, text: text.slice(0, start), wrong: false },
            { kind, text: text.slice(start, end), wrong: true },
            { kind, text: text.slice(end), wrong: false },
        ].filter((part) => part.text !== '');
    });
}
