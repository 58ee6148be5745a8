import { create, find } from '../core/dom';
import { bytes, duration } from '../core/format';
import { replaceFragment } from '../core/fragment';
import { type Job, type JobPart, listenToJobs, setJobBar } from '../core/jobs';
import type { Unmount } from '../core/mount';

/** A running job: bars of the whole and of each part, rate and time left. When it ends the server draws the end. */
export function mount(page: HTMLElement): Unmount {
    const id = page.dataset['job'] ?? '';
    const parts = new Parts(find(page, '.job-parts'));
    return listenToJobs((job) => {
        if (job.id !== id) {
            return;
        }
        if (job.ended) {
            void replaceFragment(page, location.href);
        } else {
            showWhole(page, job);
            parts.show(job.parts);
        }
    });
}

function showWhole(page: HTMLElement, job: Job): void {
    setJobBar(find<HTMLProgressElement>(page, '.job-bar'), job, false);
    find(page, '.job-phase').textContent = job.phaseText;
    find(page, '.job-done').textContent = amount(job);
    find(page, '.job-rate').textContent = job.bytesPerSecond > 0 ? `${bytes(job.bytesPerSecond)}/s` : '–';
    find(page, '.job-left').textContent = job.secondsLeft >= 0 ? duration(job.secondsLeft) : '–';
}

function amount(of: { doneBytes: number; totalBytes: number }): string {
    return of.totalBytes >= 0 ? `${bytes(of.doneBytes)} / ${bytes(of.totalBytes)}` : bytes(of.doneBytes);
}

/** The list of parts; rows are made once and then kept up to date. */
class Parts {
    private readonly rows = new Map<string, Row>();

    constructor(private readonly list: HTMLElement) {}

    show(parts: JobPart[]): void {
        if (this.rows.size === 0) {
            this.list.replaceChildren(); // the server's own rows
        }
        for (const part of parts) {
            let row = this.rows.get(part.id);
            if (!row) {
                row = new Row(part);
                this.rows.set(part.id, row);
                this.list.append(row.element);
            }
            row.show(part);
        }
    }
}

class Row {
    readonly element = create('li', 'job-part');
    private readonly phase = create('span', 'job-part-phase');
    private readonly size = create('span', 'job-part-size');
    private readonly bar = create('progress', 'oy-bar');

    constructor(part: JobPart) {
        const label = create('span', 'job-part-label', part.label);
        label.title = part.label;
        this.element.append(label, this.phase, this.size, this.bar);
    }

    show(part: JobPart): void {
        this.phase.textContent = part.phaseText;
        this.size.textContent = part.totalBytes > 0 || part.doneBytes > 0 ? amount(part) : '';
        this.element.dataset['phase'] = part.phase;
        setJobBar(this.bar, part, false);
    }
}
