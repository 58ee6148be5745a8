import { on } from '../core/dom';
import type { Unmount } from '../core/mount';

/** A `<details>` that acts as a menu: Escape or a click elsewhere closes it. */
export function mount(element: HTMLElement): Unmount {
    const details = element as HTMLDetailsElement;
    const stopClicks = on(document, 'click', (event) => {
        if (details.open && !details.contains(event.target as Node)) {
            details.open = false;
        }
    });
    const stopKeys = on(details, 'keydown', (event) => {
        if ((event as KeyboardEvent).key === 'Escape' && details.open) {
            details.open = false;
            details.querySelector('summary')?.focus();
        }
    });
    return () => {
        stopClicks();
        stopKeys();
    };
}
