import { create, on } from '../core/dom';
import { request } from '../core/http';
import type { Unmount } from '../core/mount';
import { mountAll } from '../core/mount';
import { mounts } from '../mounts';

/**
 * A link, or a submit button of a GET form, that leads to a page with a question: shows the question in a dialog instead.
 * `data-question` is the id of the part of that page to show; a link with class `btn-cancel` in it closes the dialog.
 */
export function mount(element: HTMLElement): Unmount {
    return on(element, 'click', (event) => {
        const mouse = event as MouseEvent;
        if (!mouse.ctrlKey && !mouse.metaKey && !mouse.shiftKey) {
            event.preventDefault();
            void ask(addressOf(element), element.dataset['question'] ?? '');
        }
    });
}

async function ask(address: string, id: string): Promise<void> {
    const response = await request(address, { headers: { Accept: 'text/html', 'X-Fragment': id } });
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
    const part = parsed.getElementById(id);
    if (!part) {
        location.assign(address);
        return;
    }
    const dialog = create('dialog', 'oy-dialog oy-question');
    dialog.setAttribute('aria-label', part.querySelector('h1, h2')?.textContent.trim() ?? document.title);
    dialog.append(document.adoptNode(part));
    dialog.addEventListener('click', (event) => {
        if ((event.target as Element).closest('.btn-cancel')) {
            event.preventDefault();
            dialog.close();
        }
    });
    dialog.addEventListener('close', () => {
        dialog.remove();
    });
    document.body.append(dialog);
    await mountAll(dialog, mounts);
    dialog.showModal();
}

function addressOf(element: HTMLElement): string {
    if (element instanceof HTMLAnchorElement) {
        return element.href;
    }
    const button = element as HTMLButtonElement;
    const url = new URL(button.formAction, location.href);
    for (const [name, value] of new FormData(button.form ?? undefined)) {
        if (typeof value === 'string') {
            url.searchParams.append(name, value);
        }
    }
    return url.toString();
}
