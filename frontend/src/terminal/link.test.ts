import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ending, PATIENCE_MS, TerminalLink } from './link';

/** A WebSocket whose other end is the test. */
class FakeSocket {
    binaryType = '';
    readyState: number = WebSocket.OPEN;
    sent: (string | Uint8Array)[] = [];
    onmessage: ((event: { data: string | ArrayBuffer }) => void) | undefined;
    onclose: (() => void) | undefined;

    constructor(readonly url: string) {}

    send(data: string | Uint8Array): void {
        this.sent.push(data);
    }

    close(): void {
        this.readyState = WebSocket.CLOSED;
    }

    say(message: object): void {
        this.onmessage?.({ data: JSON.stringify(message) });
    }

    print(text: string): void {
        this.onmessage?.({ data: new TextEncoder().encode(text).buffer });
    }

    lose(): void {
        this.readyState = WebSocket.CLOSED;
        this.onclose?.();
    }

    get query(): URLSearchParams {
        return new URL(this.url, 'ws://x').searchParams;
    }
}

describe('TerminalLink', () => {
    let sockets: FakeSocket[];
    let heard: string[];
    let link: TerminalLink;

    const socket = (): FakeSocket => sockets.at(-1) as FakeSocket;

    beforeEach(() => {
        vi.useFakeTimers();
        sockets = [];
        heard = [];
        link = new TerminalLink(
            '/socket',
            { mode: 'exec', command: 'sh' },
            {
                output: (bytes, past) => heard.push(`${past ? 'past' : 'out'}:${new TextDecoder().decode(bytes)}`),
                session: (id, again) => heard.push(`session:${id}:${String(again)}`),
                lost: () => heard.push('lost'),
                over: (end: Ending) => heard.push(`over:${JSON.stringify(end)}`),
                stopped: (code) => heard.push(`stopped:${code}`),
            },
            (url) => {
                const fake = new FakeSocket(url);
                sockets.push(fake);
                return fake as unknown as WebSocket;
            },
        );
    });

    afterEach(() => {
        vi.useRealTimers();
    });

    function begin(): void {
        link.open(30, 100);
        socket().say({ type: 'session', id: 's1', replay: 0 });
    }

    it('asks for what it was told to open', () => {
        begin();
        expect(Object.fromEntries(socket().query)).toEqual({ mode: 'exec', command: 'sh', rows: '30', cols: '100' });
        socket().print('/ # ');
        expect(heard).toEqual(['session:s1:false', 'out:/ # ']);
    });

    it('tells past output from new output', () => {
        link.open(24, 80, 's1');
        expect(socket().query.get('session')).toBe('s1');
        socket().say({ type: 'session', id: 's1', replay: 4 });
        socket().print('past');
        socket().print('now');
        expect(heard).toEqual(['session:s1:true', 'past:past', 'out:now']);
    });

    it('comes back after a lost connection, with the size it has now', () => {
        begin();
        link.resize(50, 120);
        socket().lose();
        expect(heard.at(-1)).toBe('lost');
        vi.advanceTimersByTime(300);
        expect(sockets).toHaveLength(2);
        expect(Object.fromEntries(socket().query)).toEqual({ session: 's1', rows: '50', cols: '120' });
        socket().say({ type: 'session', id: 's1', replay: 0 });
        expect(heard.at(-1)).toBe('session:s1:true');
    });

    it('tries for as long as the server waits, then gives up', () => {
        begin();
        for (let passed = 0; passed <= PATIENCE_MS + 10_000; passed += 100) {
            if (socket().readyState === WebSocket.OPEN) {
                socket().lose();
            }
            vi.advanceTimersByTime(100);
        }
        expect(heard.filter((word) => word === 'lost')).toHaveLength(1);
        expect(heard.at(-1)).toBe('over:{"why":"gone"}');
        const tries = sockets.length;
        vi.advanceTimersByTime(PATIENCE_MS);
        expect(sockets).toHaveLength(tries);
    });

    it('does not try again when the first connection fails, or the session is over', () => {
        link.open(24, 80);
        socket().lose();
        expect(heard).toEqual(['over:{"why":"unreachable"}']);
        vi.advanceTimersByTime(PATIENCE_MS);
        expect(sockets).toHaveLength(1);
    });

    it('says how it ended', () => {
        begin();
        socket().say({ type: 'stopped', code: '137' });
        socket().say({ type: 'exit', code: 137 });
        socket().lose();
        vi.advanceTimersByTime(PATIENCE_MS);
        expect(heard.slice(1)).toEqual(['stopped:137', 'over:{"why":"exit","code":137}']);
        expect(sockets).toHaveLength(1);
    });

    it('splits a large paste into frames that the server takes', () => {
        begin();
        link.type(new Uint8Array(10_000));
        expect(socket().sent.map((data) => data.length)).toEqual([4096, 4096, 1808]);
    });

    it('acknowledges what was drawn, now and then', () => {
        begin();
        link.drawn(20_000);
        expect(socket().sent).toEqual([]);
        link.drawn(20_000);
        expect(socket().sent).toEqual(['{"type":"seen","bytes":40000}']);
    });

    it('ends the session when asked', () => {
        begin();
        link.end();
        expect(socket().sent).toEqual(['{"type":"end"}']);
        expect(heard.at(-1)).toBe('over:{"why":"ended"}');
    });

    it('leaves the session to wait when the page goes', () => {
        begin();
        link.leave();
        socket().lose();
        vi.advanceTimersByTime(PATIENCE_MS);
        expect(socket().sent).toEqual([]);
        expect(sockets).toHaveLength(1);
        expect(heard).toEqual(['session:s1:false']);
    });
});
