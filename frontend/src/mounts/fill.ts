import { on } from '../core/dom';
import type { Unmount } from '../core/mount';

/** Buttons that put their `data-value` into the input with the id `data-into`. */
export function mount(root: HTMLElement): Unmount {
    return on(root, 'click', (event) => {
        const button = (event.target as Element).closest<HTMLElement>('[data-value]');
        const input = document.getElementById(root.dataset['into'] ?? '');
        if (button && input instanceof HTMLInputElement) {
            input.value = button.dataset['value'] ?? '';
            input.dispatchEvent(new Event('change', { bubbles: true }));
        }
    });
}
