/** What is wrong with a command line. */
export class OpenQuoteError extends Error {
    override name = 'OpenQuoteError';
}

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;
const ESCAPED_IN_QUOTES = /["\\$`]/;

/**
 * Splits a command line into words by the quoting rules of the POSIX shell, as ShellWords.java does on the server.
 * Nothing is expanded.
 *
 * @throws OpenQuoteError if a quote is not closed or the line ends in a backslash
 */
export function split(line: string): string[] {
    const words: string[] = [];
    let word: string | undefined;
    let at = 0;
    const next = (): string => {
        const c = line[at++];
        if (c === undefined) {
            throw new OpenQuoteError(line);
        }
        return c;
    };
    const add = (text: string): void => {
        word = (word ?? '') + text;
    };
    while (at < line.length) {
        const c = next();
        if (/[ \t\n\r]/.test(c)) {
            if (word !== undefined) {
                words.push(word);
            }
            word = undefined;
        } else if (c === "'") {
            add(until("'", next, (escape) => escape));
        } else if (c === '"') {
            add(until('"', next, inDoubleQuotes));
        } else if (c === '\\') {
            const escaped = next();
            if (escaped !== '\n') {
                add(escaped);
            }
        } else {
            add(c);
        }
    }
    return word === undefined ? words : [...words, word];
}

/** The inverse of `split`: splitting the result gives the same words again. */
export function join(words: readonly string[]): string {
    return words.map(quote).join(' ');
}

/** One word, in single quotes where it needs any. */
export function quote(word: string): string {
    return SAFE.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function until(end: string, next: () => string, read: (c: string, next: () => string) => string): string {
    let text = '';
    for (let c = next(); c !== end; c = next()) {
        text += read(c, next);
    }
    return text;
}

// Between double quotes a backslash only escapes what would otherwise be special there.
function inDoubleQuotes(c: string, next: () => string): string {
    if (c !== '\\') {
        return c;
    }
    const escaped = next();
    if (escaped === '\n') {
        return '';
    }
    return ESCAPED_IN_QUOTES.test(escaped) ? escaped : `\\${escaped}`;
}
