import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { find, on, text } from '../core/dom';
import type { Unmount } from '../core/mount';
import { listen, LIVE } from '../core/stream';
import { type Ending, TerminalLink } from './link';
import { withStrictStyles } from './strict-styles';

const SCROLLBACK_LINES = 10_000;

/** One palette by day and night: a terminal is dark. */
const THEME: ITheme = {
    background: '#1b1320', foreground: '#ece4ea', cursor: '#f0a6cb', cursorAccent: '#1b1320',
    selectionBackground: '#6d3a5c99', black: '#3a2d3f', red: '#ff7b72', green: '#8fd18a', yellow: '#e8c06b',
    blue: '#86b7ff', magenta: '#f0a6cb', cyan: '#7fd3d0', white: '#d9ced6', brightBlack: '#8b7a8a',
    brightRed: '#ff9d96', brightGreen: '#aee5a8', brightYellow: '#f6d68e', brightBlue: '#a9cdff',
    brightMagenta: '#ffc4e0', brightCyan: '#a0e6e3', brightWhite: '#ffffff',
};

/**
 * A terminal in a container. `data-socket` is the path of its socket, `data-container` its id; `data-begin="attach"`
 * opens the terminal of the first process at once.
 */
export function mount(element: HTMLElement): Unmount {
    const panel = new TerminalPanel(element);
    return () => { panel.dispose(); };
}

interface EngineEvent {
    action: string;
    actorId: string;
    attributes: Record<string, string>;
}

class TerminalPanel {
    private readonly form: HTMLFormElement;
    private readonly screen: HTMLElement;
    private readonly status: HTMLElement;
    private readonly undos: (() => void)[] = [];
    private terminal: Terminal | undefined;
    private link: TerminalLink | undefined;
    private resizer: ResizeObserver | undefined;
    private stoppedWith: string | undefined;
    /** While past output is shown again, what it makes the terminal answer must not reach the process. */
    private replaying = 0;

    constructor(private readonly element: HTMLElement) {
        this.form = find<HTMLFormElement>(element, '.term-form');
        this.screen = find(element, '.term-screen');
        this.status = find(element, '.term-status');
        this.undos.push(
            on(this.form, 'submit', (event) => {
                event.preventDefault();
                this.begin();
            }),
            on(this.form, 'change', () => { this.showChoices(); }),
            on(find(element, '.term-end'), 'click', () => { this.link?.end(); }),
            on(find(element, '.term-clear'), 'click', () => {
                this.terminal?.clear();
                this.terminal?.focus();
            }),
            // When a container stops, the shells in it end first; why they ended is told a moment later.
            listen<EngineEvent>(LIVE, 'engine', (event) => {
                if (event.actorId === element.dataset['container'] && event.action === 'die') {
                    this.containerStopped(event.attributes['exitCode'] ?? '');
                }
            }),
        );
        this.showChoices();
        find<HTMLButtonElement>(element, '.term-go').disabled = false;
        this.resumeOrBegin();
    }

    dispose(): void {
        this.link?.leave();
        this.resizer?.disconnect();
        this.terminal?.dispose();
        this.undos.forEach((undo) => { undo(); });
    }

    private resumeOrBegin(): void {
        const known = sessionStorage.getItem(this.key());
        if (known) {
            const { id, opening } = JSON.parse(known) as { id: string; opening: Record<string, string> };
            this.start(opening, id);
        } else if (this.element.dataset['begin'] === 'attach') {
            this.start({ mode: 'attach' });
        }
    }

    private begin(): void {
        const data = new FormData(this.form);
        const word = (name: string): string => {
            const value = data.get(name);
            return typeof value === 'string' ? value.trim() : '';
        };
        if (word('mode') === 'attach') {
            this.start({ mode: 'attach' });
        } else {
            const shell = word('shell');
            this.start({ mode: 'exec', command: shell === 'other' ? word('command') : shell, user: word('user') });
        }
    }

    private start(opening: Record<string, string>, sessionId?: string): void {
        this.stoppedWith = undefined;
        let found = sessionId === undefined;
        const terminal = this.show();
        const address = this.element.dataset['socket'] ?? '';
        const url = new URL(address, location.href);
        url.protocol = url.protocol.replace('http', 'ws');
        this.link = new TerminalLink(url.href, opening, {
            output: (bytes, past) => { this.write(terminal, bytes, past); },
            session: (id, again) => {
                found = true;
                if (again) {
                    terminal.reset();
                }
                sessionStorage.setItem(this.key(), JSON.stringify({ id, opening }));
                this.say('connected', opening['mode'] === 'attach' ? 'attached' : 'connected');
                terminal.focus();
            },
            lost: () => { this.say('lost', 'lost'); },
            stopped: (code) => { this.containerStopped(code); },
            over: (end) => {
                // The container's own event may come later than the end of its main process, or not at all.
                if (end.why === 'exit' && opening['mode'] === 'attach') {
                    this.stoppedWith ??= String(end.code);
                }
                this.over(end, found);
            },
        });
        this.say('connecting', 'connecting');
        this.link.open(terminal.rows, terminal.cols, sessionId);
    }

    private show(): Terminal {
        this.terminal?.dispose();
        this.resizer?.disconnect();
        this.element.classList.add('term-open');
        this.screen.replaceChildren();
        const terminal = new Terminal({
            theme: THEME,
            fontFamily: getComputedStyle(this.element).getPropertyValue('--oy-font-mono'),
            fontSize: 14,
            lineHeight: 1.15,
            cursorBlink: true,
            scrollback: SCROLLBACK_LINES,
            macOptionIsMeta: true,
            screenReaderMode: false,
            allowProposedApi: false,
        });
        const fit = new FitAddon();
        terminal.loadAddon(fit);
        withStrictStyles(() => { terminal.open(this.screen); });
        fit.fit();
        const encoder = new TextEncoder();
        terminal.onData((data) => {
            if (this.replaying === 0) {
                this.link?.type(encoder.encode(data));
            }
        });
        terminal.onBinary((data) => {
            this.link?.type(Uint8Array.from(data, (c) => c.charCodeAt(0)));
        });
        terminal.onResize(({ rows, cols }) => this.link?.resize(rows, cols));
        terminal.attachCustomKeyEventHandler((event) => this.handleKey(terminal, event));
        this.resizer = new ResizeObserver(() => { fit.fit(); });
        this.resizer.observe(this.screen);
        this.terminal = terminal;
        return terminal;
    }

    private write(terminal: Terminal, bytes: Uint8Array, past: boolean): void {
        this.replaying += past ? 1 : 0;
        terminal.write(bytes, () => {
            this.replaying -= past ? 1 : 0;
            this.link?.drawn(bytes.length);
        });
    }

    // Ctrl+C copies what is selected and interrupts otherwise; Ctrl+V and Ctrl+Shift+V paste.
    private handleKey(terminal: Terminal, event: KeyboardEvent): boolean {
        const key = event.key.toLowerCase();
        if (event.type !== 'keydown' || !event.ctrlKey || event.altKey || event.metaKey) {
            return true;
        }
        if (key === 'c' && (event.shiftKey || terminal.hasSelection())) {
            event.preventDefault();
            document.execCommand('copy'); // eslint-disable-line @typescript-eslint/no-deprecated -- works without HTTPS too
            terminal.clearSelection();
            return false;
        }
        return key !== 'v';
    }

    private over(end: Ending, found: boolean): void {
        sessionStorage.removeItem(this.key());
        if (!found) {
            // A session that this page had long ago is no more: simply ask what to open.
            this.hide();
            return;
        }
        if (this.terminal) {
            this.terminal.options.disableStdin = true;
            this.terminal.options.cursorBlink = false;
        }
        this.sayEnding(end);
    }

    private hide(): void {
        this.element.classList.remove('term-open', 'term-over');
        this.terminal?.dispose();
        this.terminal = undefined;
        this.say('idle', '');
    }

    private containerStopped(code: string): void {
        this.stoppedWith = code;
        if (this.element.classList.contains('term-over')) {
            this.say('over', 'stopped', code);
        }
    }

    private sayEnding(end: Ending): void {
        if (this.stoppedWith !== undefined) {
            this.say('over', 'stopped', this.stoppedWith);
        } else if (end.why === 'exit') {
            this.say(end.code === 0 ? 'over' : 'failed', 'exit', String(end.code));
        } else if (end.why === 'error') {
            this.say('failed', '', '', end.message);
        } else {
            this.say(end.why === 'ended' ? 'over' : 'failed', end.why);
        }
    }

    private say(state: string, words: string, value = '', message = ''): void {
        this.element.classList.toggle('term-over', state === 'over' || state === 'failed');
        this.status.dataset['state'] = state;
        this.status.textContent = words ? text(this.element, words).replace('{0}', value) : message;
    }

    private showChoices(): void {
        const data = new FormData(this.form);
        const attach = data.get('mode') === 'attach';
        this.form.querySelectorAll<HTMLElement>('[data-only="exec"]').forEach((part) => { part.hidden = attach; });
        this.form.querySelectorAll<HTMLElement>('[data-only="other"]').forEach((part) => {
            part.hidden = attach || data.get('shell') !== 'other';
        });
    }

    private key(): string {
        return `terminal:${this.element.dataset['container'] ?? ''}`;
    }
}
