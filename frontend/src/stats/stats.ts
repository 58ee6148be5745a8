import { find, text } from '../core/dom';
import { bytes } from '../core/format';
import { getJson, HttpError } from '../core/http';
import type { Unmount } from '../core/mount';
import { areaPath, linePath, niceCeiling } from './chart';
import { type Rates, ratesBetween, type Sample } from './rates';

const EVERY_MS = 1000;
const SLOTS = 120;
const WIDTH = 480;
const HEIGHT = 96;

/** One line of a chart. */
type Measure = (sample: Sample, rates: Rates | undefined) => number | undefined;

interface Kind {
    measures: Measure[];
    least: number;
    binary: boolean;
    say: (value: number) => string;
}

const percent = (value: number): string =>
    `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: value < 10 ? 1 : 0 })} %`;
const count = (value: number): string => value.toLocaleString(document.documentElement.lang);
const perSecond = (value: number): string => `${bytes(value)}/s`;

const KINDS: Readonly<Record<string, Kind>> = {
    cpu: { measures: [(_, r) => r?.cpuPercent], least: 5, binary: false, say: percent },
    memory: { measures: [(s) => s.memoryBytes], least: 1 << 20, binary: true, say: bytes },
    pids: { measures: [(s) => s.pids], least: 5, binary: false, say: count },
    io: { measures: [(_, r) => r?.readPerSecond, (_, r) => r?.writtenPerSecond], least: 1024, binary: true, say: perSecond },
    network: { measures: [(_, r) => r?.receivedPerSecond, (_, r) => r?.sentPerSecond], least: 1024, binary: true, say: perSecond },
};

/**
 * Small charts of what a container uses, one measurement a second while the page is looked at. `data-samples` is the
 * address of a measurement; each `[data-chart]` holds a chart of that kind.
 */
export function mount(element: HTMLElement): Unmount {
    const charts = [...element.querySelectorAll<HTMLElement>('[data-chart]')].map((card) => new Chart(card));
    const address = element.dataset['samples'] ?? '';
    const abort = new AbortController();
    let last: Sample | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const measure = async (): Promise<void> => {
        if (document.visibilityState === 'visible') {
            try {
                const sample = await getJson<Sample>(address, abort.signal);
                const rates = last ? ratesBetween(last, sample) : undefined;
                last = sample;
                charts.forEach((chart) => { chart.add(sample, rates); });
                say(element, '');
            } catch (e) {
                if (abort.signal.aborted) {
                    return;
                }
                last = undefined;
                charts.forEach((chart) => { chart.gap(); });
                say(element, e instanceof HttpError && e.status === 409 ? text(element, 'stopped') : text(element, 'lost'));
            }
        }
        timer = setTimeout(() => void measure(), EVERY_MS);
    };
    void measure();
    return () => {
        abort.abort();
        clearTimeout(timer);
    };
}

function say(element: HTMLElement, message: string): void {
    const note = find(element, '.stats-note');
    if (note.textContent !== message) {
        note.textContent = message;
        note.hidden = message === '';
    }
}

class Chart {
    private readonly kind: Kind;
    private readonly series: (number | undefined)[][];
    private readonly svg: SVGSVGElement;
    private readonly areas: SVGPathElement[];
    private readonly lines: SVGPathElement[];

    constructor(private readonly card: HTMLElement) {
        const name = card.dataset['chart'] ?? '';
        const kind = KINDS[name];
        if (!kind) {
            throw new Error(`cannot draw "${name}": there is no such chart`);
        }
        this.kind = kind;
        this.series = kind.measures.map(() => []);
        this.svg = svgElement('svg');
        this.svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
        this.svg.setAttribute('preserveAspectRatio', 'none');
        this.svg.setAttribute('role', 'img');
        this.svg.classList.add('chart');
        this.svg.setAttribute('aria-label', find(card, '.chart-title').textContent);
        for (const y of [0.25, 0.5, 0.75]) {
            const line = svgElement('path');
            line.setAttribute('d', `M0 ${HEIGHT * y}H${WIDTH}`);
            line.classList.add('chart-grid');
            this.svg.append(line);
        }
        this.areas = kind.measures.map((_, i) => this.path(`chart-area chart-${i + 1}`));
        this.lines = kind.measures.map((_, i) => this.path(`chart-line chart-${i + 1}`));
        find(card, '.chart-box').replaceChildren(this.svg);
    }

    add(sample: Sample, rates: Rates | undefined): void {
        this.kind.measures.forEach((measure, i) => { this.push(i, measure(sample, rates)); });
        this.draw();
        this.sayLimit(sample);
    }

    gap(): void {
        this.series.forEach((_, i) => { this.push(i, undefined); });
        this.draw();
    }

    private push(series: number, value: number | undefined): void {
        const values = this.series[series];
        values?.push(value);
        if (values && values.length > SLOTS) {
            values.shift();
        }
    }

    private draw(): void {
        const largest = Math.max(0, ...this.series.flat().map((value) => value ?? 0));
        const ceiling = niceCeiling(largest, this.kind.least, this.kind.binary);
        this.series.forEach((values, i) => {
            this.areas[i]?.setAttribute('d', areaPath(values, SLOTS, WIDTH, HEIGHT, ceiling));
            this.lines[i]?.setAttribute('d', linePath(values, SLOTS, WIDTH, HEIGHT, ceiling));
            const value = values.at(-1);
            const figure = this.card.querySelector(`[data-series="${i}"]`);
            if (figure) {
                figure.textContent = value === undefined ? '–' : this.kind.say(value);
            }
        });
        find(this.card, '.chart-ceiling').textContent = this.kind.say(ceiling);
        const title = find(this.card, '.chart-title').textContent;
        const figures = [...this.card.querySelectorAll('[data-series]')].map((figure) => figure.textContent).join(', ');
        this.svg.setAttribute('aria-label', `${title}: ${figures}`);
    }

    private sayLimit(sample: Sample): void {
        const limit = this.card.querySelector('.chart-limit');
        if (limit instanceof HTMLElement && sample.memoryLimitBytes > 0) {
            limit.textContent = text(limit, 'limit')
                .replace('{0}', percent((100 * sample.memoryBytes) / sample.memoryLimitBytes))
                .replace('{1}', bytes(sample.memoryLimitBytes));
        }
    }

    private path(classes: string): SVGPathElement {
        const path = svgElement('path');
        path.setAttribute('class', classes);
        this.svg.append(path);
        return path;
    }
}

function svgElement<K extends keyof SVGElementTagNameMap>(tag: K): SVGElementTagNameMap[K] {
    return document.createElementNS('http://www.w3.org/2000/svg', tag);
}
