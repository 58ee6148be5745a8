/** How fast bytes go lately, and when they will be through. Forgets what is older than a few seconds. */
export class Pace {
    private static readonly MEMORY_MS = 5000;
    private readonly samples: { at: number; done: number }[] = [];

    constructor(private readonly total: number) {}

    /** Tells how many bytes are done at a time in milliseconds. */
    add(at: number, done: number): void {
        this.samples.push({ at, done });
        while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > Pace.MEMORY_MS) {
            this.samples.shift();
        }
    }

    /** Bytes a second over the last few seconds; 0 while nothing can be said. */
    get rate(): number {
        const first = this.samples[0];
        const last = this.samples.at(-1);
        if (!first || !last || last.at <= first.at) {
            return 0;
        }
        return ((last.done - first.done) * 1000) / (last.at - first.at);
    }

    /** Seconds left, or undefined while nothing moves. */
    get secondsLeft(): number | undefined {
        const rate = this.rate;
        const done = this.samples.at(-1)?.done ?? 0;
        return rate > 0 ? (this.total - done) / rate : undefined;
    }
}
