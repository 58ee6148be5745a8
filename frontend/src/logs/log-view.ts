import { create } from '../core/dom';
import { parseAnsi, type Segment } from './ansi';
import { type Filter, hits, type Line, matches } from './log-lines';
import { RingBuffer } from './ring-buffer';
import { styled } from './styled';

/** Lines kept; older ones are forgotten here, but stay in the download. */
export const KEPT_LINES = 100_000;

const CHUNK_LINES = 200;
const NEAR = '1200px';
/** A scroll so soon after the hand moved was meant by it. */
const INTENT_MS = 600;

/** Some lines that stand together. Only chunks near the visible part have elements for their lines. */
interface Chunk {
    readonly element: HTMLElement;
    readonly lines: Line[];
    drawn: boolean;
}

/**
 * Shows a log of up to 100,000 lines that grows at its end. Lines are kept in a ring; the page holds elements only for
 * the chunks near what is visible, and empty boxes of the right height for the others.
 */
export class LogView {
    readonly ring = new RingBuffer<Line>(KEPT_LINES);
    /** Whether the end stays in sight. */
    following = true;
    /** Lines that the filter lets through. */
    shown = 0;

    private chunks: Chunk[] = [];
    private readonly byElement = new Map<Element, Chunk>();
    private readonly elements = new WeakMap<Line, HTMLElement>();
    private readonly observer: IntersectionObserver;
    private lineHeight = 20;
    private touched = 0;

    constructor(
        private readonly scroller: HTMLElement,
        private filter: Filter,
        private readonly onFollowing: (following: boolean) => void,
    ) {
        this.observer = new IntersectionObserver((entries) => { this.see(entries); }, { root: scroller, rootMargin: `${NEAR} 0px` });
        for (const event of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
            scroller.addEventListener(event, this.onTouch, { passive: true });
        }
        scroller.addEventListener('scroll', this.onScroll, { passive: true });
    }

    dispose(): void {
        this.observer.disconnect();
        for (const event of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
            this.scroller.removeEventListener(event, this.onTouch);
        }
        this.scroller.removeEventListener('scroll', this.onScroll);
    }

    add(lines: readonly Line[]): void {
        for (const line of lines) {
            this.ring.push(line);
            if (matches(line, this.filter)) {
                this.append(line);
            }
        }
        this.forget();
        this.keepEnd();
    }

    /** A line that is known already has got more text. */
    changed(line: Line): void {
        const old = this.elements.get(line);
        if (old?.isConnected) {
            old.replaceWith(this.draw(line));
        }
    }

    setFilter(filter: Filter): void {
        this.filter = filter;
        this.removeChunks();
        for (const line of this.ring.range()) {
            if (matches(line, filter)) {
                this.append(line);
            }
        }
        this.keepEnd();
    }

    clear(): void {
        this.ring.clear();
        this.removeChunks();
    }

    /** Call after something changed the height of lines: wrapping, times, the width. */
    relayout(): void {
        for (const chunk of this.chunks) {
            this.measure(chunk);
        }
        this.keepEnd();
    }

    follow(): void {
        this.setFollowing(true);
        this.keepEnd();
    }

    pause(): void {
        this.setFollowing(false);
    }

    private append(line: Line): void {
        let chunk = this.chunks.at(-1);
        if (!chunk || chunk.lines.length >= CHUNK_LINES) {
            chunk = { element: create('div', 'log-chunk'), lines: [], drawn: false };
            this.chunks.push(chunk);
            this.byElement.set(chunk.element, chunk);
            this.scroller.append(chunk.element);
            this.observer.observe(chunk.element);
        }
        chunk.lines.push(line);
        this.shown++;
        if (chunk.drawn) {
            chunk.element.append(this.draw(line));
        } else {
            this.measure(chunk);
        }
    }

    private forget(): void {
        for (let oldest = this.chunks[0]; oldest && this.shown - oldest.lines.length >= KEPT_LINES; oldest = this.chunks[0]) {
            this.chunks.shift();
            this.observer.unobserve(oldest.element);
            this.byElement.delete(oldest.element);
            oldest.element.remove();
            this.shown -= oldest.lines.length;
        }
    }

    private removeChunks(): void {
        this.observer.disconnect();
        this.byElement.clear();
        this.chunks = [];
        this.shown = 0;
        this.scroller.replaceChildren();
    }

    private see(entries: IntersectionObserverEntry[]): void {
        for (const entry of entries) {
            const chunk = this.byElement.get(entry.target);
            if (chunk && entry.isIntersecting !== chunk.drawn) {
                if (entry.isIntersecting) {
                    this.drawChunk(chunk);
                } else {
                    this.emptyChunk(chunk, entry.boundingClientRect.height);
                }
            }
        }
        this.keepEnd();
    }

    private drawChunk(chunk: Chunk): void {
        chunk.drawn = true;
        chunk.element.style.height = '';
        chunk.element.replaceChildren(...chunk.lines.map((line) => this.draw(line)));
        const first = chunk.element.firstElementChild;
        if (first instanceof HTMLElement && first.offsetHeight > 0) {
            this.lineHeight = Math.min(this.lineHeight, first.offsetHeight);
        }
    }

    private emptyChunk(chunk: Chunk, height: number): void {
        chunk.drawn = false;
        chunk.element.replaceChildren();
        chunk.element.style.height = `${height}px`;
    }

    private measure(chunk: Chunk): void {
        if (!chunk.drawn) {
            chunk.element.style.height = `${chunk.lines.length * this.lineHeight}px`;
        }
    }

    private draw(line: Line): HTMLElement {
        const element = create('div', `log-line log-${line.stream}`);
        if (line.time) {
            const time = create('time', 'log-time', line.time.slice(0, 23).replace('T', ' '));
            time.dateTime = line.time;
            element.append(time);
        }
        const words = create('span', 'log-text');
        appendText(words, parseAnsi(line.text), this.filter.words);
        element.append(words);
        this.elements.set(line, element);
        return element;
    }

    private keepEnd(): void {
        if (this.following) {
            this.scroller.scrollTop = this.scroller.scrollHeight;
        }
    }

    private readonly onTouch = (): void => {
        this.touched = performance.now();
    };

    private readonly onScroll = (): void => {
        const left = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
        if (left < 8) {
            this.setFollowing(true);
        } else if (performance.now() - this.touched < INTENT_MS) {
            this.setFollowing(false);
        } else {
            // Chunks that got their elements changed the height; nobody meant to leave the end.
            this.keepEnd();
        }
    };

    private setFollowing(following: boolean): void {
        if (this.following !== following) {
            this.following = following;
            this.onFollowing(following);
        }
    }
}

function appendText(parent: HTMLElement, segments: Segment[], words: string): void {
    const marks = hits(segments.map((segment) => segment.text).join(''), words);
    let at = 0;
    for (const { text, style } of segments) {
        const span = Object.keys(style).length > 0 ? styled(style) : parent;
        if (span !== parent) {
            parent.append(span);
        }
        appendMarked(span, text, marks.map(([from, to]) => [from - at, to - at]));
        at += text.length;
    }
}

function appendMarked(parent: HTMLElement, text: string, marks: [number, number][]): void {
    let from = 0;
    for (const [start, end] of marks) {
        if (end > 0 && start < text.length) {
            parent.append(text.slice(from, Math.max(start, 0)), create('mark', '', text.slice(Math.max(start, 0), end)));
            from = end;
        }
    }
    parent.append(text.slice(from));
}
