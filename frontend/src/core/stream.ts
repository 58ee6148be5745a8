import type { Unmount } from './mount';

type Listener = (data: unknown) => void;

/**
 * Told to listeners (without data) when a stream opens, for the first time too: what happened since the page was made, or
 * during a gap, was missed.
 */
export const RESUMED = 'resumed';

/**
 * One EventSource a URL, shared by all who listen. Browsers allow six connections a server over all tabs, so a hidden
 * tab gives its own back and opens it again when it is looked at.
 */
class SharedStream {
    private source: EventSource | undefined;
    private readonly listeners = new Map<string, Set<Listener>>();

    constructor(private readonly url: string) {
        document.addEventListener('visibilitychange', this.follow);
        this.follow();
    }

    add(event: string, listener: Listener): void {
        const known = this.listeners.get(event);
        if (known) {
            known.add(listener);
        } else {
            this.listeners.set(event, new Set([listener]));
            this.hear(event);
        }
    }

    /** @returns true if nobody listens any more */
    remove(event: string, listener: Listener): boolean {
        this.listeners.get(event)?.delete(listener);
        return [...this.listeners.values()].every((set) => set.size === 0);
    }

    close(): void {
        document.removeEventListener('visibilitychange', this.follow);
        this.source?.close();
    }

    private readonly follow = (): void => {
        if (document.visibilityState === 'hidden') {
            this.source?.close();
            this.source = undefined;
        } else {
            this.source ??= this.open();
        }
    };

    private open(): EventSource {
        const source = new EventSource(this.url);
        source.addEventListener('open', () => {
            this.tell(RESUMED, undefined);
        });
        this.source = source;
        [...this.listeners.keys()].forEach((event) => {
            this.hear(event);
        });
        return source;
    }

    private hear(event: string): void {
        if (event !== RESUMED) {
            this.source?.addEventListener(event, (message: MessageEvent<string>) => {
                this.tell(event, JSON.parse(message.data));
            });
        }
    }

    private tell(event: string, data: unknown): void {
        this.listeners.get(event)?.forEach((listener) => {
            listener(data);
        });
    }
}

const streams = new Map<string, SharedStream>();

/** Listens to the server-sent events called `event` at `url`; their data is JSON. */
export function listen<T>(url: string, event: string, listener: (data: T) => void): Unmount {
    const stream = streams.get(url) ?? new SharedStream(url);
    streams.set(url, stream);
    const untyped = listener as Listener;
    stream.add(event, untyped);
    return () => {
        if (stream.remove(event, untyped)) {
            stream.close();
            streams.delete(url);
        }
    };
}

/** Jobs and engine events; the one stream that every page has open. */
export const LIVE = '/api/events/stream';
