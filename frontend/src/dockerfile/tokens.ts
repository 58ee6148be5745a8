/** What a piece of a Dockerfile is; the kinds are the names of classes, `code-KIND`. */
export type Kind = 'plain' | 'comment' | 'keyword' | 'unknown' | 'flag' | 'variable' | 'string' | 'stage' | 'heredoc' | 'mark';

export interface Token {
    kind: Kind;
    text: string;
}

const KEYWORDS = new Set(
    'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);
const WITH_HEREDOCS = new Set(['RUN', 'COPY', 'ADD']);
const WORDS = /(--[a-z][a-z-]*(?:=\S*)?(?=\s|$))|("(?:[^"\\]|\\.)*"?|'[^']*'?)|(\$\{[^}]*\}?|\$[A-Za-z_]\w*)|(<<-?\s*["']?[A-Za-z_][\w.]*["']?)|(\s[Aa][Ss]\s+)(\S+)/g;

/** A here-document that is open: where it ends, and whether tabs before that word are taken away. */
interface Heredoc {
    end: string;
    tabs: boolean;
}

/** Reads a Dockerfile line by line, as far as colours need it; never fails. */
export class Tokenizer {
    private escape = '\\';
    private directives = true;
    private instruction = '';
    private continued = false;
    private heredocs: Heredoc[] = [];

    /** The tokens of the next line; their texts make up the line. */
    next(line: string): Token[] {
        const open = this.heredocs[0];
        if (open) {
            return this.heredocLine(line, open);
        }
        if (/^\s*#/.test(line)) {
            this.readDirective(line);
            return [{ kind: 'comment', text: line }];
        }
        this.directives = false;
        const tokens = this.continued ? this.rest(line) : this.begin(line);
        const blank = line.trim() === '';
        this.continued = blank ? this.continued : line.trimEnd().endsWith(this.escape);
        if (!this.continued) {
            this.heredocs = this.pending;
            this.pending = [];
        }
        return tokens;
    }

    private pending: Heredoc[] = [];

    private readDirective(line: string): void {
        const escape = this.directives ? /^\s*#\s*escape\s*=\s*(\S)\s*$/i.exec(line)?.[1] : undefined;
        this.escape = escape ?? this.escape;
        this.directives &&= /^\s*#\s*\w+\s*=/.test(line);
    }

    private heredocLine(line: string, open: Heredoc): Token[] {
        const ended = (open.tabs ? line.replace(/^\t+/, '') : line) === open.end;
        if (ended) {
            this.heredocs.shift();
        }
        return [{ kind: ended ? 'mark' : 'heredoc', text: line }];
    }

    private begin(line: string): Token[] {
        const word = /^(\s*)(\S+)/.exec(line);
        if (!word) {
            return [{ kind: 'plain', text: line }];
        }
        const [whole, indent = '', verb = ''] = word;
        this.instruction = verb.toUpperCase();
        const known = KEYWORDS.has(this.instruction);
        const tokens: Token[] = [
            { kind: 'plain', text: indent },
            { kind: known ? 'keyword' : 'unknown', text: verb },
        ];
        const left = line.slice(whole.length);
        // The instruction of a trigger, the command of a check.
        const inner = /^(ONBUILD|HEALTHCHECK)$/.test(this.instruction) ? /^(\s+(?:--\S+\s+)*)([A-Za-z]+)(?=\s|$)/.exec(left) : null;
        if (inner && KEYWORDS.has((inner[2] ?? '').toUpperCase())) {
            this.instruction = (inner[2] ?? '').toUpperCase();
            tokens.push(...this.rest(inner[1] ?? ''), { kind: 'keyword', text: inner[2] ?? '' }, ...this.rest(left.slice(inner[0].length)));
        } else {
            tokens.push(...this.rest(left));
        }
        return tokens.filter((token) => token.text !== '');
    }

    private rest(text: string): Token[] {
        const tokens: Token[] = [];
        let from = 0;
        const add = (kind: Kind, piece: string): void => {
            if (piece !== '') {
                tokens.push({ kind, text: piece });
            }
        };
        for (const match of text.matchAll(WORDS)) {
            const [whole, flag, quoted, variable, heredoc, as, stage] = match;
            if ((as !== undefined && this.instruction !== 'FROM') || (heredoc !== undefined && !WITH_HEREDOCS.has(this.instruction))) {
                continue;
            }
            add('plain', text.slice(from, match.index));
            from = match.index + whole.length;
            if (as !== undefined) {
                add('keyword', as);
                add('stage', stage ?? '');
            } else if (heredoc !== undefined) {
                this.pending.push({ end: heredoc.replace(/^<<-?\s*/, '').replace(/["']/g, ''), tabs: heredoc.startsWith('<<-') });
                add('mark', heredoc);
            } else {
                add(flag !== undefined ? 'flag' : quoted !== undefined ? 'string' : variable !== undefined ? 'variable' : 'plain', whole);
            }
        }
        add('plain', text.slice(from));
        return tokens;
    }
}

/** The tokens of every line of a text. */
export function tokenize(text: string): Token[][] {
    const tokenizer = new Tokenizer();
    return text.split('\n').map((line) => tokenizer.next(line));
}
