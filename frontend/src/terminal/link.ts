/** What a terminal's connection tells its owner. */
export interface LinkEvents {
    /** Bytes to show; `past` if they were printed before this connection, so nothing in them wants an answer. */
    output: (bytes: Uint8Array, past: boolean) => void;
    /** The session is there; `again` if it was left and found again. What is shown so far is out of date. */
    session: (id: string, again: boolean) => void;
    /** The connection is lost; it is tried again. */
    lost: () => void;
    /** The session is over. No event follows. */
    over: (end: Ending) => void;
    /** The container has stopped. */
    stopped: (code: string) => void;
}

/** Why a session is over. */
export type Ending =
    | { why: 'exit'; code: number }
    | { why: 'error'; message: string }
    | { why: 'gone' | 'taken' | 'server-stopping' | 'signed-out' | 'ended' | 'unreachable' };

interface Control {
    type: string;
    id?: string;
    replay?: number;
    code?: number | string;
    message?: string;
}

/** The server keeps a session so long without a window (TerminalSessions.java). */
export const PATIENCE_MS = 60_000;

/** Frames to the server stay below the 8 KiB that it takes in one piece. */
const INPUT_FRAME = 4096;
const SEEN_STEP = 32_768;
const RETRY_MS = [250, 500, 1000, 2000, 4000];

/**
 * A terminal's connection to the server, which comes back by itself when it is lost.
 */
export class TerminalLink {
    private socket: WebSocket | undefined;
    private sessionId: string | undefined;
    private replayLeft = 0;
    private seen = 0;
    private over = false;
    private lostAt = 0;
    private retries = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private size = { rows: 24, cols: 80 };

    /**
     * @param address of the socket, without query
     * @param opening what a new session needs: mode, command, user
     */
    constructor(
        private readonly address: string,
        private readonly opening: Readonly<Record<string, string>>,
        private readonly events: LinkEvents,
        private readonly connect: (url: string) => WebSocket = (url) => new WebSocket(url),
    ) {}

    /** Opens a new session, or goes back to one. */
    open(rows: number, cols: number, sessionId?: string): void {
        this.size = { rows, cols };
        this.sessionId = sessionId;
        this.dial(sessionId !== undefined);
    }

    type(bytes: Uint8Array): void {
        for (let at = 0; at < bytes.length; at += INPUT_FRAME) {
            this.send(bytes.slice(at, at + INPUT_FRAME));
        }
    }

    resize(rows: number, cols: number): void {
        this.size = { rows, cols };
        this.control({ type: 'resize', rows, cols });
    }

    /** So many bytes of output have been drawn; the server sends no more than a limit ahead of that. */
    drawn(bytes: number): void {
        this.seen += bytes;
        if (this.seen >= SEEN_STEP) {
            this.control({ type: 'seen', bytes: this.seen });
            this.seen = 0;
        }
    }

    /** Ends the session: its process is killed. */
    end(): void {
        this.control({ type: 'end' });
        this.finish({ why: 'ended' });
    }

    /** Leaves the session; it waits for a while. */
    leave(): void {
        this.over = true;
        clearTimeout(this.timer);
        this.socket?.close();
    }

    private dial(again: boolean): void {
        const query = new URLSearchParams({
            ...(this.sessionId ? { session: this.sessionId } : this.opening),
            rows: String(this.size.rows),
            cols: String(this.size.cols),
        });
        const socket = this.connect(`${this.address}?${query.toString()}`);
        socket.binaryType = 'arraybuffer';
        this.socket = socket;
        socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
            if (this.socket === socket) {
                this.receive(event.data, again);
            }
        };
        socket.onclose = () => {
            if (this.socket === socket) {
                this.closed();
            }
        };
    }

    private receive(data: string | ArrayBuffer, again: boolean): void {
        if (typeof data === 'string') {
            this.obey(JSON.parse(data) as Control, again);
            return;
        }
        const bytes = new Uint8Array(data);
        const past = this.replayLeft > 0;
        this.replayLeft = Math.max(0, this.replayLeft - bytes.length);
        this.events.output(bytes, past);
    }

    private obey(message: Control, again: boolean): void {
        switch (message.type) {
            case 'session':
                this.sessionId = message.id;
                this.replayLeft = message.replay ?? 0;
                this.seen = 0;
                this.retries = 0;
                this.lostAt = 0;
                this.events.session(message.id ?? '', again);
                break;
            case 'exit':
                this.finish({ why: 'exit', code: Number(message.code) });
                break;
            case 'stopped':
                this.events.stopped(String(message.code ?? ''));
                break;
            case 'error':
                this.finish({ why: 'error', message: message.message ?? '' });
                break;
            case 'gone':
            case 'taken':
            case 'server-stopping':
            case 'signed-out':
                this.finish({ why: message.type });
                break;
        }
    }

    private closed(): void {
        if (this.over) {
            return;
        }
        if (!this.sessionId) {
            this.finish({ why: 'unreachable' });
            return;
        }
        if (this.lostAt === 0) {
            this.lostAt = Date.now();
            this.events.lost();
        }
        if (Date.now() - this.lostAt > PATIENCE_MS) {
            this.finish({ why: 'gone' });
            return;
        }
        const pause = RETRY_MS[Math.min(this.retries, RETRY_MS.length - 1)] ?? 4000;
        this.retries++;
        this.timer = setTimeout(() => { this.dial(true); }, pause);
    }

    private finish(end: Ending): void {
        if (!this.over) {
            this.over = true;
            clearTimeout(this.timer);
            this.socket?.close();
            this.events.over(end);
        }
    }

    private control(message: Record<string, unknown>): void {
        this.send(JSON.stringify(message));
    }

    private send(data: string | Uint8Array<ArrayBuffer>): void {
        if (this.socket?.readyState === WebSocket.OPEN) {
            this.socket.send(data);
        }
    }
}
