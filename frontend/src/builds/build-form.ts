import { find, on, text } from '../core/dom';
import { bytes } from '../core/format';
import type { Unmount } from '../core/mount';
import { Upload } from '../mounts/upload';
import { type Entry, tarOf } from './tar';

/** A form that starts a build: the Dockerfile that was written and the context that was chosen go in one request. */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    const folder = find<HTMLInputElement>(form, 'input[webkitdirectory]');
    const problem = find(form, '.build-problem');
    let running: Upload | undefined;
    const fail = (message: string): void => {
        find(problem, 'pre').textContent = message;
        problem.hidden = false;
        problem.scrollIntoView({ block: 'nearest' });
    };
    const stops = [
        on(form, 'submit', (event) => {
            event.preventDefault();
            problem.hidden = true;
            const context = chosen(form);
            if (context === undefined) {
                fail(text(form, 'choose'));
            } else {
                running ??= send(form, context, fail, () => {
                    running = undefined;
                });
            }
        }),
        on(find(form, '.upload-cancel'), 'click', () => {
            running?.cancel();
        }),
        on(folder, 'change', () => {
            find(form, '.build-folder-size').textContent = sizeOf(form, entriesOf(folder.files));
        }),
        on(window, 'beforeunload', (event) => {
            if (running) {
                event.preventDefault();
            }
        }),
    ];
    form.classList.add('is-live');
    return () => {
        stops.forEach((stop) => {
            stop();
        });
        running?.cancel();
    };
}

/** The tar that is to be sent: empty if none is needed, undefined if none was chosen. */
function chosen(form: HTMLFormElement): Blob | undefined {
    switch (new FormData(form).get('source')) {
        case 'FOLDER': {
            const entries = entriesOf(find<HTMLInputElement>(form, 'input[webkitdirectory]').files);
            return entries.length > 0 ? tarOf(entries) : undefined;
        }
        case 'TAR':
            return find<HTMLInputElement>(form, 'input[type="file"]:not([webkitdirectory])').files?.[0];
        default:
            return new Blob([]);
    }
}

function send(form: HTMLFormElement, context: Blob, fail: (message: string) => void, ended: () => void): Upload {
    const fields = new FormData(form);
    const field = fields.get('dockerfile');
    const own = fields.get('source') !== 'NONE' && !fields.has('written');
    const dockerfile = new Blob(own || typeof field !== 'string' ? [] : [field]);
    const address = new URL(form.dataset['action'] ?? '', location.href);
    for (const [name, value] of fields) {
        if (typeof value === 'string' && name !== '_csrf' && name !== 'dockerfile') {
            address.searchParams.append(name, value);
        }
    }
    address.searchParams.set('dockerfileBytes', String(dockerfile.size));
    return new Upload(form, new Blob([dockerfile, context]), address, ended, fail);
}

/** Paths below the folder that was chosen, in order. */
function entriesOf(files: FileList | null): Entry[] {
    return [...(files ?? [])]
        .map((file) => ({ name: file.webkitRelativePath.replace(/^[^/]*\//, ''), file, modified: file.lastModified }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sizeOf(form: HTMLFormElement, entries: Entry[]): string {
    const total = entries.reduce((sum, entry) => sum + entry.file.size, 0);
    return text(form, 'size').replace('{0}', entries.length.toLocaleString()).replace('{1}', bytes(total));
}
