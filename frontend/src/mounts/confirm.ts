import { create, find, on } from '../core/dom';
import { request } from '../core/http';
import type { Unmount } from '../core/mount';

/**
 * A form that asks before it is sent, in the page's one confirm dialog.
 *
 * - `data-confirm-title`: the question, naming the object
 * - `data-confirm-text`: what will be lost
 * - `data-confirm-button`: the word on the button that does it
 * - `data-confirm-details` (optional): address of a fragment that says more, such as dependants and sizes
 */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    let agreed = false;
    return on(form, 'submit', (event) => {
        if (agreed) {
            agreed = false;
            return;
        }
        event.preventDefault();
        const submitter = (event as SubmitEvent).submitter;
        void ask(form, submitter).then((yes) => {
            if (yes) {
                agreed = true;
                form.requestSubmit(submitter);
            }
        });
    });
}

function ask(form: HTMLFormElement, submitter: HTMLElement | null): Promise<boolean> {
    const dialog = find<HTMLDialogElement>(document, '#confirm-dialog');
    // The button that was pressed may carry a question of its own.
    const word = (name: string): string => submitter?.dataset[name] ?? form.dataset[name] ?? '';
    find(dialog, '.confirm-title').textContent = word('confirmTitle');
    find(dialog, '.confirm-text').textContent = word('confirmText');
    find(dialog, 'button[value="yes"]').textContent = word('confirmButton');
    const details = find(dialog, '.confirm-details');
    details.replaceChildren();
    const address = word('confirmDetails');
    if (address) {
        details.append(create('div', 'oy-skeleton'));
        void fill(details, address);
    }
    dialog.returnValue = '';
    dialog.showModal();
    return new Promise((resolve) => {
        dialog.addEventListener('close', () => { resolve(dialog.returnValue === 'yes'); }, { once: true });
    });
}

async function fill(details: HTMLElement, address: string): Promise<void> {
    try {
        const html = await (await request(address, { headers: { Accept: 'text/html' } })).text();
        const parsed = new DOMParser().parseFromString(html, 'text/html');
        details.replaceChildren(...parsed.body.childNodes);
    } catch (e) {
        details.replaceChildren(create('p', 'text-danger', e instanceof Error ? e.message : String(e)));
    }
}
