import { on } from '../core/dom';
import type { Unmount } from '../core/mount';

/** The navigation on narrow windows, open while the address ends in its id: Escape closes it. */
export function mount(element: HTMLElement): Unmount {
    return on(document, 'keydown', (event) => {
        if ((event as KeyboardEvent).key === 'Escape' && location.hash === `#${element.id}`) {
            location.hash = '#content';
        }
    });
}
