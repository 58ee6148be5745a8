import type { Unmount } from './mount';
import { listen, LIVE } from './stream';

/** A job as the server tells it (JobJson.java). Texts are in the language of the page. */
export interface Job {
    id: string;
    kind: string;
    kindText: string;
    title: string;
    owner: string;
    state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'LOST';
    stateText: string;
    started: string;
    ended: boolean;
    phase: string;
    phaseText: string;
    doneBytes: number;
    /** -1 if not known */
    totalBytes: number;
    bytesPerSecond: number;
    /** -1 if not known */
    secondsLeft: number;
    parts: JobPart[];
    result: string;
    error: string;
}

export interface JobPart {
    id: string;
    label: string;
    phase: string;
    phaseText: string;
    doneBytes: number;
    totalBytes: number;
}

const known = new Map<string, Job>();
const listeners = new Set<(job: Job) => void>();
let stop: Unmount | undefined;

/**
 * Listens to jobs: running ones and the last few ended ones at once, then each change. The stream tells what there is
 * only when it opens, so what it told is kept for those who come later.
 */
export function listenToJobs(listener: (job: Job) => void): Unmount {
    listeners.add(listener);
    known.forEach((job) => {
        listener(job);
    });
    stop ??= listen<Job>(LIVE, 'job', (job) => {
        known.set(job.id, job);
        listeners.forEach((each) => {
            each(job);
        });
    });
    return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
            stop?.();
            stop = undefined;
            known.clear();
        }
    };
}

/** Sets a bar to done of total; a total that is not known makes it move to and fro. */
export function setBar(bar: HTMLProgressElement, doneBytes: number, totalBytes: number): void {
    if (totalBytes > 0) {
        bar.max = 1;
        bar.value = Math.min(1, doneBytes / totalBytes);
    } else {
        bar.removeAttribute('value');
    }
}

/** Sets the bar of a job or part: full when it ended well, empty when it never began. */
export function setJobBar(bar: HTMLProgressElement, job: { phase: string; doneBytes: number; totalBytes: number }, ended: boolean): void {
    if (['DONE', 'PRESENT', 'MOUNTED'].includes(job.phase)) {
        setBar(bar, 1, 1);
    } else if (ended && job.totalBytes <= 0) {
        setBar(bar, 0, 1);
    } else if (job.phase === 'WAITING' && job.doneBytes === 0) {
        setBar(bar, 0, 1);
    } else {
        setBar(bar, job.doneBytes, job.totalBytes);
    }
}
