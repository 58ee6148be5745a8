import { plainText } from './ansi';

/** A piece of output as the server sends it (LogText.java). */
export interface Piece {
    /** when, ISO 8601 */
    t: string;
    s: 'out' | 'err';
    x: string;
    /** false if the line goes on in the next piece of the same stream */
    c: boolean;
}

/** One line of a log. `text` may still have control sequences in it. */
export interface Line {
    readonly time: string;
    readonly stream: 'out' | 'err';
    text: string;
    open: boolean;
}

/** Longer lines are cut: one line must not fill the page. */
export const LINE_LIMIT = 16_384;

/** Joins pieces to lines. */
export class LineJoiner {
    private readonly open = new Map<string, Line>();

    add(piece: Piece): Joined {
        const unfinished = this.open.get(piece.s);
        const line = unfinished ?? { time: piece.t, stream: piece.s, text: '', open: true };
        line.text = (line.text + piece.x).slice(0, LINE_LIMIT);
        line.open = !piece.c;
        if (piece.c) {
            this.open.delete(piece.s);
        } else {
            this.open.set(piece.s, line);
        }
        return { line, fresh: !unfinished };
    }
}

/** The line that a piece went to; `fresh` if it began it. */
export interface Joined {
    line: Line;
    fresh: boolean;
}

/** Which lines are shown. */
export interface Filter {
    out: boolean;
    err: boolean;
    words: string;
}

export function matches(line: Line, filter: Filter): boolean {
    if (!filter[line.stream]) {
        return false;
    }
    return filter.words === '' || plainText(line.text).toLowerCase().includes(filter.words.toLowerCase());
}

/** Where `words` stand in `text`, as pairs of start and end. */
export function hits(text: string, words: string): [number, number][] {
    const found: [number, number][] = [];
    if (words === '') {
        return found;
    }
    const small = text.toLowerCase();
    const wanted = words.toLowerCase();
    // A few characters change their length in lower case; positions would then be wrong.
    if (small.length !== text.length) {
        return found;
    }
    for (let at = small.indexOf(wanted); at >= 0; at = small.indexOf(wanted, at + wanted.length)) {
        found.push([at, at + wanted.length]);
    }
    return found;
}
