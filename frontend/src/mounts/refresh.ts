import { replaceFragment } from '../core/fragment';
import { type Job, listenToJobs } from '../core/jobs';
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
 * - `data-refresh-on`: event types (`container image volume network`), and `job` for a list of jobs
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
            listenToJobs((job) => {
                if (!shows(refresher.element, job)) {
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

/** Whether the part lists this job as it is: it marks jobs by `data-job` and `data-state`. */
function shows(part: HTMLElement, job: Job): boolean {
    return [...part.querySelectorAll<HTMLElement>('[data-job]')].some(
        (row) => row.dataset['job'] === job.id && row.dataset['state'] === job.state,
    );
}

/** One fetch for a burst of events; none while somebody types or chooses in the part, or has a dialog or menu of it open. */
class Refresher {
    private timer: ReturnType<typeof setTimeout> | undefined;
    private readonly abort = new AbortController();

    constructor(readonly element: HTMLElement) {}

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
