import { on, text } from '../core/dom';
import { request } from '../core/http';
import type { Unmount } from '../core/mount';
import { toast } from '../core/toast';

/** A link to a plain text: copies the text. Where the browser has no clipboard for us, the link opens as links do. */
export function mount(element: HTMLElement): Unmount | undefined {
    const link = element as HTMLAnchorElement;
    if (!window.isSecureContext) {
        return undefined;
    }
    return on(link, 'click', (event) => {
        event.preventDefault();
        void copy(link);
    });
}

async function copy(link: HTMLAnchorElement): Promise<void> {
    const response = await request(link.href, { headers: { Accept: 'text/plain' } });
    await navigator.clipboard.writeText(await response.text());
    toast('success', text(link, 'copied'));
}
