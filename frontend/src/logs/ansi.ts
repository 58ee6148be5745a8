/** How a piece of text looks. Colours are an index into the palette (0 to 15) or `#rrggbb`. */
export interface Style {
    fg?: number | string;
    bg?: number | string;
    bold?: boolean;
    dim?: boolean;
    italic?: boolean;
    underline?: boolean;
    inverse?: boolean;
}

export interface Segment {
    text: string;
    style: Style;
}

// CSI sequences, OSC strings (titles, links), other two-character escapes; then lone control characters.
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[([0-?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/**
 * Reads the colours in a line of output. Only colours and emphasis are understood; every other sequence is left out, so
 * that a log can neither move about nor pretend. The result is text and styles, never markup.
 */
export function parseAnsi(line: string): Segment[] {
    const segments: Segment[] = [];
    const style: Style = {};
    let from = 0;
    const text = overwritten(line);
    const add = (piece: string): void => {
        const shown = piece.replace(CONTROLS, '');
        if (shown) {
            segments.push({ text: shown, style: { ...style } });
        }
    };
    for (const match of text.matchAll(ESCAPES)) {
        add(text.slice(from, match.index));
        from = match.index + match[0].length;
        if (match[2] === 'm') {
            applySgr(style, match[1] ?? '');
        }
    }
    add(text.slice(from));
    return segments;
}

/** The text alone, as it is searched. */
export function plainText(line: string): string {
    return overwritten(line).replace(ESCAPES, '').replace(CONTROLS, '');
}

// A progress bar writes over its line again and again; what stands last is what a terminal shows.
function overwritten(line: string): string {
    const trimmed = line.replace(/\r+$/, '');
    return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

function applySgr(style: Style, parameters: string): void {
    const codes = parameters.split(/[;:]/).map((code) => Number(code) || 0);
    for (let i = 0; i < codes.length; i++) {
        const code = codes[i] ?? 0;
        if (code === 38 || code === 48) {
            const [colour, used] = extendedColour(codes, i + 1);
            setColour(style, code === 38 ? 'fg' : 'bg', colour);
            i += used;
        } else {
            applyCode(style, code);
        }
    }
}

function applyCode(style: Style, code: number): void {
    if (code >= 30 && code <= 37) {
        style.fg = code - 30;
    } else if (code >= 40 && code <= 47) {
        style.bg = code - 40;
    } else if (code >= 90 && code <= 97) {
        style.fg = code - 82;
    } else if (code >= 100 && code <= 107) {
        style.bg = code - 92;
    } else {
        applyEmphasis(style, code);
    }
}

function applyEmphasis(style: Style, code: number): void {
    switch (code) {
        case 0:
            for (const key of Object.keys(style)) {
                Reflect.deleteProperty(style, key);
            }
            break;
        case 1: style.bold = true; break;
        case 2: style.dim = true; break;
        case 3: style.italic = true; break;
        case 4: style.underline = true; break;
        case 7: style.inverse = true; break;
        case 22: delete style.bold; delete style.dim; break;
        case 23: delete style.italic; break;
        case 24: delete style.underline; break;
        case 27: delete style.inverse; break;
        case 39: delete style.fg; break;
        case 49: delete style.bg; break;
    }
}

function setColour(style: Style, where: 'fg' | 'bg', colour: number | string | undefined): void {
    if (colour !== undefined) {
        style[where] = colour;
    }
}

/** `5;n` (256 colours) or `2;r;g;b`, and how many codes it took. */
function extendedColour(codes: number[], at: number): [number | string | undefined, number] {
    if (codes[at] === 5) {
        return [paletteColour(codes[at + 1] ?? 0), 2];
    }
    if (codes[at] === 2) {
        return [hex(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), 4];
    }
    return [undefined, 0];
}

function paletteColour(index: number): number | string | undefined {
    if (index < 16) {
        return index;
    }
    if (index > 255) {
        return undefined;
    }
    if (index >= 232) {
        const grey = 8 + (index - 232) * 10;
        return hex(grey, grey, grey);
    }
    const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
    const cube = index - 16;
    return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function hex(...channels: number[]): string {
    return `#${channels.map((c) => Math.min(255, c).toString(16).padStart(2, '0')).join('')}`;
}
