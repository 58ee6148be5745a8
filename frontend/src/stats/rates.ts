/** What a container uses, as the server measures it (ContainerStats.Sample). Counters count from its start. */
export interface Sample {
    /** milliseconds since 1970 */
    time: number;
    cpuNanos: number;
    memoryBytes: number;
    memoryLimitBytes: number;
    pids: number;
    readBytes: number;
    writtenBytes: number;
    receivedBytes: number;
    sentBytes: number;
}

/** What happened between two samples. */
export interface Rates {
    /** 100 is one processor fully used */
    cpuPercent: number;
    readPerSecond: number;
    writtenPerSecond: number;
    receivedPerSecond: number;
    sentPerSecond: number;
}

/** @returns undefined if no time has passed, or the container was started anew in between */
export function ratesBetween(before: Sample, now: Sample): Rates | undefined {
    const seconds = (now.time - before.time) / 1000;
    if (seconds <= 0 || now.cpuNanos < before.cpuNanos) {
        return undefined;
    }
    // Counters of a network that was left go back; that is no negative traffic.
    const perSecond = (counter: keyof Sample): number => Math.max(0, now[counter] - before[counter]) / seconds;
    return {
        cpuPercent: perSecond('cpuNanos') / 1e7,
        readPerSecond: perSecond('readBytes'),
        writtenPerSecond: perSecond('writtenBytes'),
        receivedPerSecond: perSecond('receivedBytes'),
        sentPerSecond: perSecond('sentBytes'),
    };
}
