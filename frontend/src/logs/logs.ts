import { find, on, text } from '../core/dom';
import type { Unmount } from '../core/mount';
import { listen, LIVE } from '../core/stream';
import { type Filter, type Line, LineJoiner, type Piece } from './log-lines';
import { KEPT_LINES, LogView } from './log-view';

const SEARCH_PAUSE_MS = 150;
/** Pieces that arrive within this time are shown together: the page is laid out once for them, not once for each batch. */
const GATHER_MS = 40;

/**
 * The log of a container, live. `data-stream` is its event stream, `data-container` its id.
 */
export function mount(element: HTMLElement): Unmount {
    const panel = new LogPanel(element);
    return () => { panel.dispose(); };
}

class LogPanel {
    private readonly view: LogView;
    private readonly joiner = new LineJoiner();
    private readonly undos: (() => void)[] = [];
    private readonly search: HTMLInputElement;
    private readonly status: HTMLElement;
    private readonly followButton: HTMLButtonElement;
    private source: EventSource | undefined;
    private last = '';
    private timer: ReturnType<typeof setTimeout> | undefined;
    private gathered: Piece[] = [];
    private gathering: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly element: HTMLElement) {
        const scroller = find(element, '.log-view');
        scroller.replaceChildren();
        this.search = find<HTMLInputElement>(element, '.log-search');
        this.status = find(element, '.log-status');
        this.followButton = find<HTMLButtonElement>(element, '.log-follow');
        this.view = new LogView(scroller, this.filter(), (following) => { this.showFollowing(following); });
        this.listenToControls();
        this.listenToContainer();
        this.open(this.tailQuery());
    }

    dispose(): void {
        this.source?.close();
        clearTimeout(this.timer);
        clearTimeout(this.gathering);
        this.view.dispose();
        this.undos.forEach((undo) => { undo(); });
    }

    private listenToControls(): void {
        const { element, view } = this;
        element.querySelectorAll<HTMLElement>('[data-needs-script]').forEach((part) => { part.hidden = false; });
        const applyClasses = (): void => {
            element.classList.toggle('log-times', this.checked('times'));
            element.classList.toggle('log-wrap', this.checked('wrap'));
            view.relayout();
        };
        applyClasses();
        this.undos.push(
            on(this.search, 'input', () => {
                clearTimeout(this.timer);
                this.timer = setTimeout(() => { this.applyFilter(); }, SEARCH_PAUSE_MS);
            }),
            on(this.box('out'), 'change', () => { this.applyFilter(); }),
            on(this.box('err'), 'change', () => { this.applyFilter(); }),
            on(this.box('times'), 'change', applyClasses),
            on(this.box('wrap'), 'change', applyClasses),
            on(this.followButton, 'click', () => {
                if (view.following) {
                    view.pause();
                } else {
                    view.follow();
                }
            }),
            on(find(element, '.log-tail'), 'change', () => {
                view.clear();
                this.open(this.tailQuery());
            }),
        );
    }

    private listenToContainer(): void {
        const container = this.element.dataset['container'] ?? '';
        this.undos.push(
            listen<{ type: string; action: string; actorId: string }>(LIVE, 'engine', (event) => {
                if (event.actorId === container && event.action === 'start' && !this.source) {
                    this.open(this.last ? `after=${encodeURIComponent(this.last)}` : this.tailQuery());
                }
            }),
        );
    }

    private open(query: string): void {
        this.source?.close();
        this.gathered = [];
        const source = new EventSource(`${this.element.dataset['stream'] ?? ''}?${query}`);
        this.source = source;
        this.say('connecting');
        source.addEventListener('open', () => { this.say('live'); });
        source.addEventListener('error', () => { this.say('connecting'); });
        source.addEventListener('lines', (event: MessageEvent<string>) => {
            this.gathered.push(...JSON.parse(event.data) as Piece[]);
            this.gathering ??= setTimeout(() => { this.showGathered(); }, GATHER_MS);
        });
        source.addEventListener('end', (event: MessageEvent<string>) => {
            source.close();
            this.source = undefined;
            this.showGathered();
            const failure = (JSON.parse(event.data) as { failure: string }).failure;
            this.say('ended', failure);
        });
    }

    private showGathered(): void {
        clearTimeout(this.gathering);
        this.gathering = undefined;
        const pieces = this.gathered;
        this.gathered = [];
        this.add(pieces);
    }

    private add(pieces: Piece[]): void {
        const fresh: Line[] = [];
        const grown = new Set<Line>();
        for (const piece of pieces) {
            const joined = this.joiner.add(piece);
            if (joined.fresh) {
                fresh.push(joined.line);
            } else {
                grown.add(joined.line);
            }
            this.last = piece.t;
        }
        this.view.add(fresh);
        grown.forEach((line) => { this.view.changed(line); });
        this.count();
    }

    private applyFilter(): void {
        this.view.setFilter(this.filter());
        this.count();
    }

    private count(): void {
        const all = this.view.ring.length;
        const filtered = this.view.shown < all;
        const figure = (n: number): string => n.toLocaleString(document.documentElement.lang);
        const words = text(this.element, filtered ? 'matches' : all >= KEPT_LINES ? 'full' : 'lines');
        find(this.element, '.log-count').textContent = words
            .replace('{0}', figure(filtered ? this.view.shown : all))
            .replace('{1}', figure(all));
    }

    private showFollowing(following: boolean): void {
        this.followButton.setAttribute('aria-pressed', String(following));
    }

    private say(state: 'connecting' | 'live' | 'ended', detail = ''): void {
        this.status.dataset['state'] = state;
        this.status.textContent = detail || text(this.element, state);
    }

    private filter(): Filter {
        return { out: this.checked('out'), err: this.checked('err'), words: this.search.value };
    }

    private tailQuery(): string {
        return `tail=${find<HTMLSelectElement>(this.element, '.log-tail').value}`;
    }

    private box(name: string): HTMLInputElement {
        return find<HTMLInputElement>(this.element, `input[name="${name}"]`);
    }

    private checked(name: string): boolean {
        return this.box(name).checked;
    }
}
