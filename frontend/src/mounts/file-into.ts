import { find, on } from '../core/dom';
import type { Unmount } from '../core/mount';

/** Puts the text of a chosen file into the text area beside it. */
export function mount(root: HTMLElement): Unmount {
    const input = find<HTMLInputElement>(root, 'input[type=file]');
    const area = find<HTMLTextAreaElement>(root, 'textarea');
    return on(input, 'change', () => {
        const file = input.files?.[0];
        if (file) {
            void file.text().then((words) => {
                area.value = words;
            });
        }
    });
}
