import { create, find, on } from '../core/dom';
import { ago } from '../core/format';
import { replaceFragment } from '../core/fragment';
import type { Unmount } from '../core/mount';
import { OnionFigure } from './figure';
import { ringForKey } from './keys';

/**
 * The onion of an image with all that follows its selection: the figure itself, history rows that carry
 * `data-select-ring`, and the parts of the page named in `data-follow` (ids, separated by spaces), which are fetched
 * again for the selected step. Without script every ring and row is a link that does the same.
 */
export function mount(root: HTMLElement): Unmount {
    const onion = new Onion(root, new OnionFigure(find<SVGSVGElement>(root, 'svg.oy-onion')));
    return onion.start();
}

/** Pixels below which a tip beside the onion would be too narrow to read. */
const NARROWEST_TIP = 200;

class Onion {
    private readonly tip: Tip;
    private request: AbortController | undefined;
    private selected: number;

    constructor(
        private readonly root: HTMLElement,
        private readonly figure: OnionFigure,
    ) {
        this.tip = new Tip(find(root, '.oy-onion-stage'));
        this.selected = Number(root.dataset['selected'] ?? figure.rings.length - 1);
    }

    start(): Unmount {
        const svg = find(this.root, 'svg.oy-onion');
        this.becomeListbox();
        this.figure.select(this.selected);
        const stops = [
            on(svg, 'pointermove', (event) => {
                this.hover(event as PointerEvent);
            }),
            on(svg, 'pointerleave', () => {
                this.rest();
            }),
            on(svg, 'click', (event) => {
                this.click(event as MouseEvent);
            }),
            on(svg, 'focusin', (event) => {
                this.focused(event.target as Element);
            }),
            on(svg, 'focusout', () => {
                this.rest();
            }),
            on(svg, 'keydown', (event) => {
                this.key(event as KeyboardEvent);
            }),
            on(this.root, 'click', (event) => {
                this.rowClick(event as MouseEvent);
            }),
            on(this.root, 'pointerover', (event) => {
                this.rowHover(event.target as Element);
            }),
        ];
        return () => {
            stops.forEach((stop) => {
                stop();
            });
            this.request?.abort();
        };
    }

    /** One tab stop; arrows go from ring to ring. */
    private becomeListbox(): void {
        find(this.root, '.oy-rings').setAttribute('role', 'listbox');
        this.figure.rings.forEach((ring, index) => {
            ring.setAttribute('role', 'option');
            ring.setAttribute('tabindex', index === this.selected ? '0' : '-1');
            ring.querySelector('title')?.remove(); // our own tip says it better, and both at once is too much
            tellAge(ring);
        });
    }

    private hover(event: PointerEvent): void {
        const index = this.figure.ringAt(event.clientX, event.clientY);
        this.figure.activate(index);
        const ring = index === undefined ? undefined : this.figure.rings[index];
        if (ring) {
            this.tip.show(ring, event.clientX, event.clientY);
        } else {
            this.tip.hide();
        }
    }

    private rest(): void {
        const focused = this.indexOf(document.activeElement);
        this.figure.activate(focused);
        this.tip.hide();
    }

    private click(event: MouseEvent): void {
        if (event.ctrlKey || event.metaKey || event.shiftKey) {
            return; // a new tab or window, as with any link
        }
        event.preventDefault();
        // A click by keyboard or screen reader has no place; then the ring itself says which one it is.
        const index = event.detail === 0 ? this.indexOf(event.target as Element) : this.figure.ringAt(event.clientX, event.clientY);
        if (index !== undefined) {
            this.select(index);
        }
    }

    private focused(target: Element): void {
        const index = this.indexOf(target);
        if (index === undefined) {
            return;
        }
        this.figure.activate(index);
        if (target.matches(':focus-visible')) {
            const box = target.getBoundingClientRect();
            this.tip.show(target, box.left + box.width / 2, box.top);
        }
    }

    private key(event: KeyboardEvent): void {
        const index = this.indexOf(event.target as Element);
        if (index === undefined) {
            return;
        }
        if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            this.select(index);
        } else if (event.key === 'Escape') {
            this.tip.hide();
        } else {
            const next = ringForKey(event.key, index, this.figure.rings.length);
            if (next !== undefined) {
                event.preventDefault();
                this.moveFocus(next);
            }
        }
    }

    private moveFocus(index: number): void {
        this.figure.rings.forEach((ring, at) => {
            ring.setAttribute('tabindex', at === index ? '0' : '-1');
        });
        this.figure.rings[index]?.focus();
    }

    private rowClick(event: MouseEvent): void {
        const link = (event.target as Element).closest<HTMLElement>('[data-select-ring]');
        if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            this.select(Number(link.dataset['selectRing']));
        }
    }

    private rowHover(target: Element): void {
        const row = target.closest<HTMLElement>('[data-row-ring]');
        if (row) {
            this.figure.activate(Number(row.dataset['rowRing']));
        } else if (!target.closest('svg.oy-onion')) {
            this.figure.activate(this.indexOf(document.activeElement));
        }
    }

    private select(index: number): void {
        this.selected = index;
        this.figure.select(index);
        this.figure.rings.forEach((ring, at) => {
            ring.setAttribute('tabindex', at === index ? '0' : '-1');
        });
        this.root.querySelectorAll<HTMLElement>('[data-row-ring]').forEach((row) => {
            const same = Number(row.dataset['rowRing']) === index;
            row.classList.toggle('is-selected', same);
            if (same) {
                row.setAttribute('aria-current', 'true');
            } else {
                row.removeAttribute('aria-current');
            }
        });
        const url = new URL(location.href);
        url.searchParams.set('step', String(index));
        url.hash = '';
        history.replaceState(null, '', url);
        void this.follow(url.toString());
    }

    /** Fetches what follows the selection; a newer selection overtakes an older one. */
    private async follow(url: string): Promise<void> {
        this.request?.abort();
        const request = new AbortController();
        this.request = request;
        const parts = (this.root.dataset['follow'] ?? '')
            .split(/\s+/)
            .map((id) => document.getElementById(id))
            .filter((part) => part !== null);
        parts.forEach((part) => {
            part.setAttribute('aria-busy', 'true');
        });
        try {
            await Promise.all(parts.map((part) => replaceFragment(part, url, request.signal)));
        } catch (e) {
            if (!request.signal.aborted) {
                throw e;
            }
        }
    }

    private indexOf(element: Element | null): number | undefined {
        const ring = element?.closest<SVGAElement>('[data-ring]');
        return ring && this.root.contains(ring) ? Number(ring.dataset['ring']) : undefined;
    }
}

/** Adds how long ago a step was made to what is said about it. */
function tellAge(ring: SVGElement): void {
    const created = ring.dataset['created'];
    if (created) {
        const age = ago(new Date(created), new Date());
        ring.dataset['facts'] = `${ring.dataset['facts'] ?? ''} · ${age}`;
        ring.setAttribute('aria-label', `${ring.getAttribute('aria-label') ?? ''}. ${age}`);
    }
}

/** The card that names the ring below the pointer or in focus. A picture of the accessible name, so hidden from readers. */
class Tip {
    private readonly card = create('div', 'oy-tip');

    constructor(private readonly stage: HTMLElement) {
        this.card.setAttribute('aria-hidden', 'true');
        this.card.hidden = true;
        stage.append(this.card);
    }

    show(ring: SVGElement | Element, clientX: number, clientY: number): void {
        const data = (ring as SVGElement).dataset;
        this.card.replaceChildren(
            ...['step', 'instruction', 'facts', 'people'].flatMap((name) => {
                const words = data[name] ?? '';
                return words === '' ? [] : [create('div', `oy-tip-${name}`, words)];
            }),
        );
        this.card.hidden = false;
        this.place(clientX, clientY);
    }

    /** Beside the onion, level with the pointer, so that it covers no ring; below the pointer where there is no room. */
    private place(clientX: number, clientY: number): void {
        const stage = this.stage.getBoundingClientRect();
        const onion = find(this.stage, 'svg.oy-onion').getBoundingClientRect();
        const beside = onion.right - stage.left + 14;
        const room = stage.width - beside;
        if (room >= NARROWEST_TIP) {
            this.card.style.maxWidth = `${room}px`;
            this.card.style.left = `${beside}px`;
            this.card.style.top = `${clientY - stage.top}px`;
        } else {
            this.card.style.maxWidth = '';
            const most = stage.width - this.card.offsetWidth;
            this.card.style.left = `${Math.max(0, Math.min(most, clientX - stage.left - this.card.offsetWidth / 2))}px`;
            this.card.style.top = `${clientY - stage.top + this.card.offsetHeight / 2 + 24}px`;
        }
    }

    hide(): void {
        this.card.hidden = true;
    }
}
