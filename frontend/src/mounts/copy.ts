import { on, text } from '../core/dom';
import type { Unmount } from '../core/mount';
import { toast } from '../core/toast';

/** A button that copies its `data-copy`, and says so with `data-text-copied`. */
export function mount(button: HTMLElement): Unmount {
    return on(button, 'click', () => {
        void copy(button.dataset['copy'] ?? '').then(() => {
            toast('success', text(button, 'copied'));
        });
    });
}

async function copy(value: string): Promise<void> {
    if (window.isSecureContext) {
        await navigator.clipboard.writeText(value);
        return;
    }
    // Plain HTTP from another machine: there is no clipboard interface, only the old command.
    const area = document.createElement('textarea');
    area.value = value;
    document.body.append(area);
    area.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand('copy');
    area.remove();
}
