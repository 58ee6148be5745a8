import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Job, listenToJobs, setJobBar } from './jobs';

class FakeEventSource extends EventTarget {
    static last: FakeEventSource | undefined;
    closed = false;

    constructor(readonly url: string) {
        super();
        FakeEventSource.last = this;
    }

    tell(job: Partial<Job>): void {
        this.dispatchEvent(new MessageEvent('job', { data: JSON.stringify(job) }));
    }

    close(): void {
        this.closed = true;
    }
}

describe('listenToJobs', () => {
    beforeEach(() => {
        vi.stubGlobal('EventSource', FakeEventSource);
    });

    afterEach(() => {
        vi.unstubAllGlobals();
    });

    it('tells those who come later what the stream told before', () => {
        const first = vi.fn();
        const second = vi.fn();
        const stopFirst = listenToJobs(first);
        FakeEventSource.last?.tell({ id: '1', ended: false });
        const stopSecond = listenToJobs(second);
        FakeEventSource.last?.tell({ id: '1', ended: true });
        expect(first).toHaveBeenCalledTimes(2);
        expect(second.mock.calls).toEqual([[{ id: '1', ended: false }], [{ id: '1', ended: true }]]);
        stopFirst();
        expect(FakeEventSource.last?.closed).toBe(false);
        stopSecond();
        expect(FakeEventSource.last?.closed).toBe(true);
    });
});

describe('setJobBar', () => {
    const bar = document.createElement('progress');

    it.each([
        [{ phase: 'DONE', doneBytes: 0, totalBytes: -1 }, true, 1],
        [{ phase: 'WAITING', doneBytes: 0, totalBytes: -1 }, false, 0],
        [{ phase: 'READING', doneBytes: 25, totalBytes: 100 }, false, 0.25],
        [{ phase: 'READING', doneBytes: 5, totalBytes: -1 }, true, 0],
    ])('%o, ended %s, fills it to %d', (job, ended, value) => {
        setJobBar(bar, job, ended);
        expect(bar.value).toBe(value);
    });

    it('moves to and fro when nobody knows how much there is', () => {
        setJobBar(bar, { phase: 'READING', doneBytes: 5, totalBytes: -1 }, false);
        expect(bar.hasAttribute('value')).toBe(false);
    });
});
