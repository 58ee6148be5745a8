import { find, on, text } from '../core/dom';
import type { Unmount } from '../core/mount';

/**
 * A form of checkboxes for acting on several things at once. Says how many are chosen (`.oy-bulk-count`, in the words of
 * its `data-text-count`), and lets its buttons sleep while none is. A checkbox `.oy-all` in the same card chooses every
 * row that is to be seen; nothing that is on another page can ever be chosen.
 */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    const count = find(form, '.oy-bulk-count');
    const hint = count.textContent;
    const all = form.closest('.card')?.querySelector<HTMLInputElement>('.oy-all');
    const show = (): void => {
        const boxes = boxesOf(form);
        const chosen = boxes.filter((box) => box.checked).length;
        count.textContent = chosen === 0 ? hint : text(count, 'count').replace('{0}', String(chosen));
        form.querySelectorAll<HTMLButtonElement>('.oy-bulk button').forEach((button) => {
            button.disabled = chosen === 0;
        });
        if (all) {
            all.hidden = false;
            all.checked = chosen > 0 && chosen === boxes.length;
            all.indeterminate = chosen > 0 && chosen < boxes.length;
        }
        form.classList.toggle('has-chosen', chosen > 0);
    };
    const stops = [
        on(document, 'change', (event) => {
            if (all && event.target === all) {
                boxesOf(form).forEach((box) => {
                    box.checked = all.checked;
                });
            }
            show();
        }),
        on(window, 'pageshow', show), // the browser may bring choices back
    ];
    show();
    return () => {
        stops.forEach((stop) => {
            stop();
        });
    };
}

function boxesOf(form: HTMLFormElement): HTMLInputElement[] {
    return [...form.elements].filter((field): field is HTMLInputElement => field instanceof HTMLInputElement && field.type === 'checkbox');
}
