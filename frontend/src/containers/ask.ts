import { create, on } from '../core/dom';
import { request } from '../core/http';
import type { Unmount } from '../core/mount';
import { toast } from '../core/toast';

const PART = 'container-confirm';

/**
 * Shows questions in a dialog instead of on a page of their own: links and forms below it that carry `data-ask`. The
 * question comes from the server, so that it can name what is lost; without script it is a page.
 */
export function mount(element: HTMLElement): Unmount {
    const undos = [
        on(element, 'click', (event) => {
            const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-ask]');
            if (link && !modified(event as MouseEvent)) {
                event.preventDefault();
                closeMenu(link.closest<HTMLDetailsElement>('details.menu'));
                void ask(link.href);
            }
        }),
        on(element, 'submit', (event) => {
            const form = event.target as HTMLFormElement;
            if (form.dataset['ask'] !== undefined) {
                event.preventDefault();
                void ask(addressOf(form, (event as SubmitEvent).submitter));
            }
        }),
    ];
    return () => { undos.forEach((undo) => { undo(); }); };
}

/** The focus goes to the menu's button, so that it comes back there when the question is answered. */
function closeMenu(menu: HTMLDetailsElement | null): void {
    menu?.removeAttribute('open');
    menu?.querySelector('summary')?.focus();
}

function modified(event: MouseEvent): boolean {
    return event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
}

function addressOf(form: HTMLFormElement, submitter: HTMLElement | null): string {
    const fields = [...new FormData(form, submitter)].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
    return `${form.action}?${new URLSearchParams(fields).toString()}`;
}

async function ask(address: string): Promise<void> {
    try {
        const answer = await request(address, { headers: { Accept: 'text/html', 'X-Fragment': PART } });
        const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const question = parsed.getElementById(PART);
        if (question) {
            show(document.adoptNode(question));
        }
    } catch (e) {
        toast('danger', e instanceof Error ? e.message : String(e));
    }
}

function show(question: HTMLElement): void {
    const dialog = create('dialog', 'oy-dialog');
    dialog.setAttribute('aria-labelledby', 'ask-title');
    dialog.append(question);
    dialog.addEventListener('close', () => { dialog.remove(); });
    question.querySelector('.dialog-cancel')?.addEventListener('click', (event) => {
        event.preventDefault();
        dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    question.querySelector<HTMLElement>('[autofocus]')?.focus();
}
