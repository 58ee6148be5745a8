import { create, find, on, text } from '../core/dom';
import { bytes, duration } from '../core/format';
import { replaceFragment } from '../core/fragment';
import { csrfHeader, getJson } from '../core/http';
import { setBar } from '../core/jobs';
import type { Unmount } from '../core/mount';
import { Pace } from './pace';

interface Link {
    readonly name: string;
    readonly href: string;
}

/** What the server answers to an upload that went well, or why it did not. */
interface Outcome {
    readonly images?: readonly Link[];
    readonly files?: readonly Link[];
    readonly message?: string;
}

/**
 * A form with one file input into which files can also be dropped. Each file is sent by itself as the bare body of a
 * PUT, so that the server streams it into the store; the form's other fields go into the query. One after the other.
 *
 * Within the form: `input[type=file]`, `.oy-drop` (where files may be dropped), `.oy-uploads` (a list, filled here).
 * `data-refresh` may name a part of the page that shows what was stored. Words come as `data-text-…`.
 */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    const queue = new Queue(form);
    const input = find<HTMLInputElement>(form, 'input[type="file"]');
    const drop = find(form, '.oy-drop');
    const take = (): void => {
        queue.add(input.files);
        input.value = '';
    };
    const over = (event: Event, inside: boolean): void => {
        event.preventDefault();
        drop.classList.toggle('is-over', inside);
    };
    const stops = [
        on(form, 'submit', (event) => {
            event.preventDefault();
        }),
        on(input, 'change', take),
        on(drop, 'dragover', (event) => {
            over(event, true);
        }),
        on(drop, 'dragleave', (event) => {
            over(event, false);
        }),
        on(drop, 'drop', (event) => {
            over(event, false);
            queue.add((event as DragEvent).dataTransfer?.files);
        }),
        on(window, 'beforeunload', (event) => {
            if (queue.busy) {
                event.preventDefault();
            }
        }),
    ];
    take(); // What was chosen while this module was on its way.
    return () => {
        stops.forEach((stop) => {
            stop();
        });
        queue.stop();
    };
}

class Queue {
    private readonly waiting: Upload[] = [];
    private running: Upload | undefined;

    constructor(private readonly form: HTMLFormElement) {}

    get busy(): boolean {
        return this.running !== undefined;
    }

    add(files: FileList | null | undefined): void {
        const address = addressOf(this.form);
        for (const file of files ?? []) {
            this.waiting.push(new Upload(this.form, file, address));
        }
        this.next();
    }

    stop(): void {
        this.waiting.length = 0;
        this.running?.cancel();
    }

    private next(): void {
        if (this.running) {
            return;
        }
        this.running = this.waiting.shift();
        void this.running?.send().then(() => {
            this.running = undefined;
            this.next();
        });
    }
}

/** One file: its line on the page and its way to the server. */
class Upload {
    private readonly line = create('li', 'oy-upload');
    private readonly bar = create('progress', 'oy-bar');
    private readonly figures = create('span', 'oy-upload-figures');
    private readonly result = create('div', 'oy-upload-result');
    private readonly cancelButton = create('button', 'btn btn-sm btn-ghost-secondary');
    private readonly call = new XMLHttpRequest();
    private readonly token: string = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    private state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled' = 'waiting';

    constructor(
        private readonly words: HTMLElement,
        private readonly file: File,
        private readonly address: URL,
    ) {
        this.cancelButton.type = 'button';
        this.cancelButton.textContent = text(words, 'cancel');
        this.cancelButton.addEventListener('click', () => {
            this.cancel();
        });
        const head = create('div', 'oy-upload-head');
        head.append(create('strong', 'oy-upload-name', file.name), this.figures, this.cancelButton);
        this.result.role = 'status';
        this.line.append(head, this.bar, this.result);
        this.figures.textContent = `${bytes(file.size)} · ${text(words, 'waiting')}`;
        setBar(this.bar, 0, 1);
        find(words, '.oy-uploads').prepend(this.line);
    }

    cancel(): void {
        this.end('cancelled', text(this.words, 'cancelled'));
        this.call.abort();
    }

    /** Sends the file. Ends when everything is said about it; never fails. */
    async send(): Promise<void> {
        if (this.state !== 'waiting') {
            return;
        }
        this.mark('sending');
        const outcome = await this.transfer();
        if (this.line.dataset['state'] === 'cancelled') {
            return;
        }
        const stored = outcome?.images ?? outcome?.files;
        if (stored) {
            this.end('done', text(this.words, 'done'));
            this.result.append(...stored.map((one) => this.link(one)));
            refresh(this.words.dataset['refresh']);
        } else {
            this.end('failed', outcome?.message ?? text(this.words, 'lost'));
        }
    }

    private async transfer(): Promise<Outcome | undefined> {
        const answer = await this.request();
        if (this.line.dataset['state'] === 'cancelled') {
            return undefined;
        }
        // A server that refuses an archive stops reading, and the browser may then only see that the line is cut.
        return answer ?? getJson<Outcome>(`${this.address.pathname}/${this.token}`).catch(() => undefined);
    }

    private request(): Promise<Outcome | undefined> {
        const url = new URL(this.address);
        url.searchParams.set('source', this.file.name);
        url.searchParams.set('upload', this.token);
        const pace = new Pace(this.file.size);
        this.call.open('PUT', url);
        this.call.setRequestHeader('Content-Type', 'application/octet-stream');
        this.call.setRequestHeader('Accept', 'application/json');
        this.call.setRequestHeader(...csrfHeader());
        this.call.upload.addEventListener('progress', (event) => {
            pace.add(performance.now(), event.loaded);
            this.show(event.loaded, pace);
        });
        return new Promise((resolve) => {
            this.call.addEventListener('loadend', () => {
                resolve(this.call.status === 0 ? undefined : parse(this.call));
            });
            this.call.send(this.file);
        });
    }

    private show(sent: number, pace: Pace): void {
        if (sent >= this.file.size) {
            this.bar.removeAttribute('value'); // the server checks and stores what it has
            this.figures.textContent = `${bytes(sent)} · ${text(this.words, 'storing')}`;
            return;
        }
        setBar(this.bar, sent, this.file.size);
        const left = pace.secondsLeft;
        this.figures.textContent = [
            `${bytes(sent)} / ${bytes(this.file.size)}`,
            pace.rate > 0 ? `${bytes(pace.rate)}/s` : '',
            left === undefined ? '' : text(this.words, 'left').replace('{0}', duration(left)),
        ]
            .filter((part) => part !== '')
            .join(' · ');
    }

    private mark(state: Upload['state']): void {
        this.state = state;
        this.line.dataset['state'] = state;
    }

    private end(state: 'done' | 'failed' | 'cancelled', words: string): void {
        this.mark(state);
        this.figures.textContent = bytes(this.file.size);
        this.cancelButton.remove();
        this.bar.remove();
        this.result.replaceChildren(create('span', 'oy-upload-words', words));
    }

    private link(stored: Link): HTMLElement {
        const link = create('a', 'oy-upload-link', stored.name);
        link.href = stored.href;
        return link;
    }
}

function refresh(id: string | undefined): void {
    const part = id === undefined ? null : document.getElementById(id);
    if (part) {
        void replaceFragment(part, location.href).catch((e: unknown) => {
            console.warn(e);
        });
    }
}

/** The form's address with its fields as they are now, so that a file that waits keeps what was typed for it. */
function addressOf(form: HTMLFormElement): URL {
    const url = new URL(form.action, location.href);
    for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && name !== '_csrf') {
            url.searchParams.append(name, value);
        }
    }
    return url;
}

function parse(call: XMLHttpRequest): Outcome {
    try {
        return JSON.parse(call.responseText) as Outcome;
    } catch {
        return { message: `${call.status} ${call.statusText}` };
    }
}
