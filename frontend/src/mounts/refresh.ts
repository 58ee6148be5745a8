import { replaceFragment } from '../core/fragment';
import type { Unmount } from '../core/mount';
import { listen, LIVE, RESUMED } from '../core/stream';

const PAUSE_MS = 700;

interface EngineEvent {
    type: string;
    actorId: string;
}

/**
 * Fetches its own part of the page again when something happened.
 *
 * - `data-refresh-on`: event types (`container image volume network job`)
 * - `data-refresh-actor` (optional): only events about this id
 */
export function mount(element: HTMLElement): Unmount {
    const types = new Set((element.dataset['refreshOn'] ?? '').split(/\s+/));
    const actor = element.dataset['refreshActor'];
    const refresher = new Refresher(element);
    const stops = [
        listen<EngineEvent>(LIVE, 'engine', (event) => {
            if (types.has(event.type) && (!actor || actor === event.actorId)) {
                refresher.soon();
            }
        }),
        listen(LIVE, RESUMED, () => {
            refresher.soon();
        }),
    ];
    if (types.has('job')) {
        stops.push(
            listen<{ ended: boolean; id: string }>(LIVE, 'job', (job) => {
                if (refresher.isNews(`${job.id}${String(job.ended)}`)) {
                    refresher.soon();
                }
            }),
        );
    }
    return () => {
        stops.forEach((stop) => {
            stop();
        });
        refresher.stop();
    };
}

/** One fetch for a burst of events; none while somebody types or chooses in the part, or has a dialog or menu of it open. */
class Refresher {
    private timer: ReturnType<typeof setTimeout> | undefined;
    private readonly abort = new AbortController();
    private readonly seen = new Set<string>();

    constructor(private readonly element: HTMLElement) {}

    /** True the first time that a thing is told. */
    isNews(key: string): boolean {
        const news = !this.seen.has(key);
        this.seen.add(key);
        return news;
    }

    soon(): void {
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            if (this.busy()) {
                this.soon();
            } else {
                void this.refresh();
            }
        }, PAUSE_MS);
    }

    stop(): void {
        clearTimeout(this.timer);
        this.abort.abort();
    }

    private busy(): boolean {
        const active = document.activeElement;
        const typing = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
        const choosing = this.element.querySelector('.has-chosen') !== null;
        return choosing || (typing && this.element.contains(active)) || !!document.querySelector('dialog[open], details.menu[open]');
    }

    private async refresh(): Promise<void> {
        const focused = this.element.contains(document.activeElement) ? document.activeElement?.id : undefined;
        try {
            await replaceFragment(this.element, location.href, this.abort.signal);
        } catch (e) {
            if (!this.abort.signal.aborted) {
                console.warn(e);
            }
            return;
        }
        if (focused) {
            document.getElementById(focused)?.focus();
        }
    }
}
