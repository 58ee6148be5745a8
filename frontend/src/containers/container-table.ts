import { find, on, text } from '../core/dom';
import { request } from '../core/http';
import { mountAll, unmountAll, type Unmount } from '../core/mount';
import { listen, LIVE, RESUMED } from '../core/stream';
import { mounts } from '../mounts';
import { mergeRows, rowsOf } from './rows';

const BURST_MS = 250;
const TYPING_MS = 250;
const MEASURING_MS = 1500;

/**
 * The list of containers: follows the engine's events without disturbing what somebody does in it, searches as one
 * types, and does what is asked to the selected rows. Only rows that are shown can be selected.
 */
export function mount(element: HTMLElement): Unmount {
    const table = new ContainerTable(element);
    return () => { table.dispose(); };
}

class ContainerTable {
    private readonly undos: (() => void)[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;
    private abort: AbortController | undefined;

    constructor(private readonly element: HTMLElement) {
        this.undos.push(
            listen<{ type: string }>(LIVE, 'engine', (event) => {
                if (event.type === 'container') {
                    this.soon(BURST_MS);
                }
            }),
            listen(LIVE, RESUMED, () => { this.soon(BURST_MS); }),
            on(element, 'change', (event) => { this.select(event.target as HTMLElement); }),
            on(element, 'reset', () => { setTimeout(() => { this.showSelection(); }); }),
            on(element, 'input', (event) => { this.search(event.target as HTMLElement); }),
            on(element, 'submit', (event) => { this.submitSearch(event); }),
        );
        element.classList.add('has-script');
        element.querySelectorAll<HTMLElement>('#select-all, .bulk-clear').forEach((part) => { part.hidden = false; });
        this.showSelection();
        this.measureLater();
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.abort?.abort();
        this.undos.forEach((undo) => { undo(); });
    }

    private soon(pause: number): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.refresh(), pause);
    }

    private async refresh(): Promise<void> {
        this.abort?.abort();
        const abort = new AbortController();
        this.abort = abort;
        try {
            const answer = await request(location.href, {
                headers: { Accept: 'text/html', 'X-Fragment': this.element.id },
                signal: abort.signal,
            });
            const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
            const fresh = parsed.getElementById(this.element.id);
            if (fresh && !abort.signal.aborted) {
                this.show(document.adoptNode(fresh));
            }
        } catch (e) {
            if (!abort.signal.aborted) {
                console.warn(e);
            }
        }
    }

    private show(fresh: HTMLElement): void {
        const oldBody = this.element.querySelector<HTMLElement>('tbody');
        const freshBody = fresh.querySelector<HTMLElement>('tbody');
        const search = find<HTMLInputElement>(this.element, '#container-search');
        if (oldBody && freshBody) {
            const change = mergeRows(oldBody, rowsOf(freshBody));
            change.removed.forEach(unmountAll);
            change.added.forEach((row) => void mountAll(row, mounts));
            this.replacePart(fresh, '#container-counts');
            this.replacePart(fresh, '.pager');
        } else {
            // From empty to not, or back: everything but the search, which somebody may be typing in.
            find(fresh, '#container-search').replaceWith(search);
            this.element.replaceChildren(...fresh.children);
            void mountAll(this.element, mounts);
            search.focus();
        }
        this.element.dataset['measuring'] = fresh.dataset['measuring'] ?? 'false';
        this.showSelection();
        this.measureLater();
    }

    private replacePart(fresh: HTMLElement, selector: string): void {
        const now = this.element.querySelector(selector);
        const next = fresh.querySelector(selector);
        if (now && next) {
            now.replaceWith(next);
        }
    }

    private measureLater(): void {
        if (this.element.dataset['measuring'] === 'true') {
            this.soon(MEASURING_MS);
        }
    }

    private search(target: HTMLElement): void {
        if (target.id !== 'container-search') {
            return;
        }
        const url = new URL(location.href);
        url.searchParams.set('q', (target as HTMLInputElement).value.trim());
        url.searchParams.delete('page');
        history.replaceState(history.state, '', url);
        this.soon(TYPING_MS);
    }

    private submitSearch(event: Event): void {
        if ((event.target as HTMLElement).matches('.list-search')) {
            event.preventDefault();
            this.soon(0);
        }
    }

    private select(target: HTMLElement): void {
        if (target.id === 'select-all') {
            this.boxes().forEach((box) => { box.checked = (target as HTMLInputElement).checked; });
        }
        this.showSelection();
    }

    private showSelection(): void {
        const boxes = this.boxes();
        const selected = boxes.filter((box) => box.checked).length;
        const all = this.element.querySelector<HTMLInputElement>('#select-all');
        if (all) {
            all.hidden = false;
            all.checked = selected > 0 && selected === boxes.length;
            all.indeterminate = selected > 0 && selected < boxes.length;
        }
        boxes.forEach((box) => box.closest('tr')?.classList.toggle('selected', box.checked));
        this.element.classList.toggle('has-selection', selected > 0);
        const count = this.element.querySelector('.bulk-count');
        if (count) {
            count.textContent = selected > 0 ? text(this.element, 'selected').replace('{0}', String(selected)) : '';
        }
    }

    private boxes(): HTMLInputElement[] {
        return [...this.element.querySelectorAll<HTMLInputElement>('tbody input[name=id]')];
    }
}
