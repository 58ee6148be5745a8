import { create } from '../core/dom';
import type { Style } from './ansi';

/** An empty element that looks as a terminal would show text of this style. */
export function styled(style: Style): HTMLElement {
    const span = create('span');
    paint(span, 'fg', style.fg);
    paint(span, 'bg', style.bg);
    for (const name of ['bold', 'dim', 'italic', 'underline', 'inverse'] as const) {
        span.classList.toggle(`ansi-${name}`, style[name] === true);
    }
    return span;
}

function paint(span: HTMLElement, where: 'fg' | 'bg', colour: number | string | undefined): void {
    if (typeof colour === 'number') {
        span.classList.add(`ansi-${where}-${colour}`);
    } else if (colour !== undefined) {
        span.style[where === 'fg' ? 'color' : 'backgroundColor'] = colour;
    }
}
