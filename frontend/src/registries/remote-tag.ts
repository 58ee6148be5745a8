import { ago, bytes } from '../core/format';
import { create, find, text } from '../core/dom';
import { getJson } from '../core/http';
import type { Unmount } from '../core/mount';

/** BrowseController.java. */
interface TagFacts {
    bytes: number;
    fetch: number;
    layers: number;
    present: number;
    platforms: string[];
    created: string | null;
    image: string;
}

const AT_ONCE = 4;
const SHOWN_PLATFORMS = 3;
const waiting: (() => Promise<void>)[] = [];
let running = 0;

/** A row of a list of tags: its figures are fetched when it comes into view, a few rows at once. */
export function mount(row: HTMLElement): Unmount {
    const abort = new AbortController();
    const observer = new IntersectionObserver((entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
            observer.disconnect();
            waiting.push(() => fill(row, abort.signal));
            next();
        }
    });
    observer.observe(row);
    return () => {
        observer.disconnect();
        abort.abort();
    };
}

function next(): void {
    const work = running < AT_ONCE ? waiting.shift() : undefined;
    if (work) {
        running++;
        void work().finally(() => {
            running--;
            next();
        });
    }
}

async function fill(row: HTMLElement, signal: AbortSignal): Promise<void> {
    try {
        show(row, await getJson<TagFacts>(row.dataset['src'] ?? '', signal));
    } catch (e) {
        if (!signal.aborted) {
            find(row, '.remote-size').textContent = '–';
            const state = find(row, '.remote-state');
            state.textContent = text(row, 'failed');
            state.title = e instanceof Error ? e.message : '';
        }
    }
}

function show(row: HTMLElement, facts: TagFacts): void {
    find(row, '.remote-size').textContent = bytes(facts.bytes);
    const state = find(row, '.remote-state');
    if (facts.image !== '') {
        const link = create('a', 'oy-here', text(row, 'here'));
        link.href = `/images/${facts.image}`;
        state.replaceChildren(link);
    } else {
        const words = text(row, facts.present > 0 ? 'part' : 'fetch');
        state.textContent = words.replace('{0}', bytes(facts.fetch)).replace('{1}', String(facts.present)).replace('{2}', String(facts.layers));
    }
    find(row, '.remote-platforms').replaceChildren(...chips(facts.platforms));
    if (facts.created) {
        const time = create('time', '', ago(new Date(facts.created), new Date()));
        time.dateTime = facts.created;
        time.title = new Date(facts.created).toLocaleString();
        find(row, '.remote-created').replaceChildren(time);
    }
    row.dataset['known'] = 'true';
}

function chips(platforms: string[]): HTMLElement[] {
    const shown = platforms.slice(0, SHOWN_PLATFORMS).map((platform) => create('span', 'oy-chip mono', platform));
    if (platforms.length > SHOWN_PLATFORMS) {
        const more = create('span', 'oy-quiet', `+${String(platforms.length - SHOWN_PLATFORMS)}`);
        more.title = platforms.slice(SHOWN_PLATFORMS).join(', ');
        shown.push(more);
    }
    return shown;
}
