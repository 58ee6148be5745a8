import { on } from '../core/dom';
import { replaceFragment } from '../core/fragment';
import type { Unmount } from '../core/mount';

/** A link whose target differs from this page in one part only: fetches the part with the id `data-part` in place. */
export function mount(element: HTMLElement): Unmount {
    const link = element as HTMLAnchorElement;
    return on(link, 'click', (event) => {
        const mouse = event as MouseEvent;
        const part = document.getElementById(link.dataset['part'] ?? '');
        if (part && !mouse.ctrlKey && !mouse.metaKey && !mouse.shiftKey) {
            event.preventDefault();
            part.setAttribute('aria-busy', 'true');
            void replaceFragment(part, link.href);
        }
    });
}
