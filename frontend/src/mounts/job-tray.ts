import { create, find, text } from '../core/dom';
import { bytes, duration } from '../core/format';
import { type Job, listenToJobs, setJobBar } from '../core/jobs';
import type { Unmount } from '../core/mount';
import { toast } from '../core/toast';

const SHOWN = 8;

/** The jobs on every page: how many run, the newest with their bars, and a word when one of one's own ends. */
export function mount(tray: HTMLElement): Unmount {
    const list = find(tray, '.job-tray-list');
    const rows = new Map<string, Row>();
    return listenToJobs((job) => {
        const known = rows.get(job.id);
        if (known && !known.job.ended && job.ended) {
            announce(tray, job);
        }
        const row = known ?? new Row(job);
        rows.set(job.id, row);
        row.show(job);
        if (!known) {
            list.prepend(row.element);
            forgetOldest(rows);
        }
        count(tray, rows);
    });
}

class Row {
    readonly element = create('a', 'job-row');
    private readonly title = create('span', 'job-row-title');
    private readonly state = create('span', 'job-row-state');
    private readonly bar = create('progress', 'oy-bar');

    constructor(public job: Job) {
        this.element.href = `/jobs/${job.id}`;
        this.element.append(this.title, this.state, this.bar);
    }

    show(job: Job): void {
        this.job = job;
        this.title.textContent = `${job.kindText} ${job.title}`;
        this.state.textContent = job.ended ? job.stateText : progressOf(job);
        this.element.dataset['state'] = job.state;
        this.bar.hidden = job.ended;
        setJobBar(this.bar, job, job.ended);
    }
}

function progressOf(job: Job): string {
    const left = job.secondsLeft >= 0 ? duration(job.secondsLeft) : '';
    const rate = job.bytesPerSecond > 0 ? `${bytes(job.bytesPerSecond)}/s` : '';
    return [job.phaseText, rate, left].filter((part) => part !== '').join(' · ');
}

/** Running jobs stay; of the ended ones only the newest. */
function forgetOldest(rows: Map<string, Row>): void {
    const ended = [...rows.values()].filter((row) => row.job.ended);
    ended.sort((a, b) => a.job.started.localeCompare(b.job.started));
    ended.slice(0, Math.max(0, rows.size - SHOWN)).forEach((row) => {
        row.element.remove();
        rows.delete(row.job.id);
    });
}

function count(tray: HTMLElement, rows: Map<string, Row>): void {
    const running = [...rows.values()].filter((row) => !row.job.ended).length;
    const badge = find(tray, '.job-tray-count');
    badge.textContent = String(running);
    badge.hidden = running === 0;
    find(tray, '.job-tray-empty').hidden = rows.size > 0;
    tray.classList.toggle('job-tray-running', running > 0);
}

function announce(tray: HTMLElement, job: Job): void {
    if (job.owner === text(tray, 'user')) {
        const kind = job.state === 'SUCCEEDED' ? 'success' : job.state === 'CANCELLED' ? 'info' : 'danger';
        toast(kind, [`${job.kindText} ${job.title}: ${job.stateText}`, job.error].filter(Boolean).join('. '));
    }
}
