import { find, on } from '../core/dom';
import { bytes, duration } from '../core/format';
import { csrfHeader } from '../core/http';
import { setBar } from '../core/jobs';
import type { Unmount } from '../core/mount';
import { toast } from '../core/toast';

/**
 * A form with one file input that sends the file itself as the body of a POST to `action`, not as multipart, so that the server
 * can stream it. The form's other fields go into the query, the file's name as `filename`.
 *
 * The template has `.upload-progress` (hidden) with a `progress`, `.upload-figures` and a button `.upload-cancel`.
 * The server answers 2xx with `{"location": "/images/…"}`, or an error with `{"message": …}`.
 */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    let running: Upload | undefined;
    const stops = [
        on(form, 'submit', (event) => {
            event.preventDefault();
            const file = find<HTMLInputElement>(form, 'input[type="file"]').files?.[0];
            if (file && !running) {
                running = new Upload(form, file, addressOf(form, file), () => {
                    running = undefined;
                });
            }
        }),
        on(find(form, '.upload-cancel'), 'click', () => {
            running?.cancel();
        }),
        on(window, 'beforeunload', (event) => {
            if (running) {
                event.preventDefault();
            }
        }),
    ];
    return () => {
        stops.forEach((stop) => {
            stop();
        });
        running?.cancel();
    };
}

/** A body on its way. `fetch` tells nothing about bytes sent, so this is an XMLHttpRequest. */
export class Upload {
    private readonly call = new XMLHttpRequest();
    private readonly started = performance.now();

    constructor(
        private readonly form: HTMLFormElement,
        body: Blob,
        /** made before this: what is disabled is not sent, and fields are while it runs */
        address: URL,
        private readonly ended: () => void,
        private readonly failed: (message: string) => void = (message) => {
            toast('danger', message);
        },
    ) {
        this.busy(true);
        this.call.open('POST', address);
        this.call.setRequestHeader('Content-Type', 'application/octet-stream');
        this.call.setRequestHeader('Accept', 'application/json');
        this.call.setRequestHeader(...csrfHeader());
        this.call.upload.addEventListener('progress', (event) => {
            this.show(event.loaded, body.size);
        });
        this.call.addEventListener('loadend', () => {
            this.finish();
        });
        this.show(0, body.size);
        this.call.send(body);
    }

    cancel(): void {
        this.call.abort();
    }

    private show(sent: number, total: number): void {
        const rate = sent / Math.max(0.001, (performance.now() - this.started) / 1000);
        setBar(find<HTMLProgressElement>(this.form, '.upload-progress progress'), sent, sent < total ? total : 0);
        find(this.form, '.upload-figures').textContent = [
            `${bytes(sent)} / ${bytes(total)}`,
            `${bytes(rate)}/s`,
            rate > 0 ? duration((total - sent) / rate) : '',
        ]
            .filter((part) => part !== '')
            .join(' · ');
    }

    private finish(): void {
        this.ended();
        this.busy(false);
        const answer = parse(this.call.responseText);
        if (this.call.status >= 200 && this.call.status < 300) {
            location.assign(answer.location ?? location.href);
        } else if (this.call.status > 0) {
            this.failed(answer.message ?? `${this.call.status} ${this.call.statusText}`);
        }
    }

    private busy(busy: boolean): void {
        find(this.form, '.upload-progress').hidden = !busy;
        this.form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLButtonElement>('input, select, textarea, button[type="submit"]').forEach((field) => {
            field.disabled = busy;
        });
    }
}

function addressOf(form: HTMLFormElement, file: File): URL {
    const url = new URL(form.action, location.href);
    for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && name !== '_csrf') {
            url.searchParams.append(name, value);
        }
    }
    url.searchParams.set('filename', file.name);
    return url;
}

function parse(body: string): { location?: string; message?: string } {
    try {
        return JSON.parse(body) as { location?: string; message?: string };
    } catch {
        return {};
    }
}
