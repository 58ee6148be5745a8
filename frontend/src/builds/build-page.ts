import { create, find, icon, text } from '../core/dom';
import { precise } from '../core/format';
import { replaceFragment } from '../core/fragment';
import type { Unmount } from '../core/mount';
import { listen } from '../core/stream';
import { BuildLog } from './build-log';

const TICK_MS = 200;
const CHART_PAUSE_MS = 1000;

type State = 'RUNNING' | 'DONE' | 'CACHED' | 'FAILED';

const LOOKS: Record<State, [string, SVGSVGElement]> = {
    RUNNING: ['state-busy', icon('progress')],
    DONE: ['state-good', icon('circle-check')],
    CACHED: ['', icon('database')],
    FAILED: ['state-bad', icon('circle-x')],
};

/** A running build: the output of its steps as they print it, their states and times. At the end the server draws the page. */
export function mount(page: HTMLElement): Unmount {
    const address = page.dataset['stream'] ?? '';
    const steps = new Map([...page.querySelectorAll<HTMLElement>('.build-step')].map((row) => [row.dataset['number'], new StepRow(page, row)]));
    const chart = new Chart();
    const took = find(page, '.build-took');
    const begun = performance.now() - Number(took.dataset['millis']);
    let redrawing = false;
    const redraw = (): void => {
        if (!redrawing) {
            redrawing = true;
            void replaceFragment(page, location.href);
        }
    };
    const ticking = setInterval(() => {
        took.textContent = precise(performance.now() - begun);
        steps.forEach((step) => {
            step.tick();
        });
    }, TICK_MS);
    const stops = [
        listen<{ number: number }>(address, 'started', ({ number }) => {
            const step = steps.get(String(number));
            if (step) {
                step.start();
                chart.soon();
            } else {
                redraw(); // The page was made before the steps were known.
            }
        }),
        listen<{ number: number; text: string }>(address, 'output', (output) => {
            steps.get(String(output.number))?.log(output.text);
        }),
        listen<{ number: number; state: State; millis: number }>(address, 'step', (step) => {
            steps.get(String(step.number))?.end(step.state, step.millis);
            chart.soon();
        }),
        listen(address, 'ended', redraw),
        () => {
            clearInterval(ticking);
            chart.stop();
        },
    ];
    return () => {
        stops.forEach((stop) => {
            stop();
        });
    };
}

/** The picture of the steps' times, fetched again at most once a second. */
class Chart {
    private timer: ReturnType<typeof setTimeout> | undefined;
    private readonly abort = new AbortController();

    soon(): void {
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            const element = document.getElementById('build-chart');
            if (element) {
                void replaceFragment(element, location.href, this.abort.signal).catch((e: unknown) => {
                    if (!this.abort.signal.aborted) {
                        console.warn(e);
                    }
                });
            }
        }, CHART_PAUSE_MS);
    }

    stop(): void {
        clearTimeout(this.timer);
        this.abort.abort();
    }
}

/** One step on the page. */
class StepRow {
    private readonly state: HTMLElement;
    private readonly time: HTMLElement;
    private readonly details: HTMLDetailsElement;
    private readonly output: BuildLog;
    private started: number | undefined;

    constructor(
        private readonly words: HTMLElement,
        private readonly row: HTMLElement,
    ) {
        this.state = find(row, '.build-step-state');
        this.time = find(row, '.build-step-time');
        this.details = find<HTMLDetailsElement>(row, '.build-step-log');
        this.output = new BuildLog(find(row, '.build-log'));
    }

    /** The stream tells a build from its beginning each time it opens, so a step may start again. */
    start(): void {
        this.started = performance.now();
        this.output.restart();
        this.show('RUNNING');
    }

    log(more: string): void {
        if (this.details.hidden) {
            this.details.hidden = false;
            this.details.open = true;
        }
        this.output.append(more);
    }

    end(state: State, millis: number): void {
        this.started = undefined;
        this.show(state);
        this.time.textContent = precise(millis);
        this.details.open = state === 'FAILED';
    }

    tick(): void {
        if (this.started !== undefined) {
            this.time.textContent = precise(performance.now() - this.started);
        }
    }

    private show(state: State): void {
        const [look, picture] = LOOKS[state];
        const badge = create('span', `state ${look}`);
        badge.append(picture.cloneNode(true), create('span', '', text(this.words, state.toLowerCase())));
        this.state.replaceChildren(badge);
        this.row.dataset['state'] = state;
    }
}
