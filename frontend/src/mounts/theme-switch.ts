import { on } from '../core/dom';
import { post } from '../core/http';
import type { Unmount } from '../core/mount';

/** A form of buttons named `theme`: applies the choice at once; the server remembers it. Without script it posts. */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    mark(form, document.documentElement.dataset['themeChoice'] ?? 'auto');
    return on(form, 'submit', (event) => {
        event.preventDefault();
        const choice = ((event as SubmitEvent).submitter as HTMLButtonElement).value;
        document.documentElement.dataset['themeChoice'] = choice;
        mark(form, choice);
        void post(form.action, { theme: choice });
    });
}

function mark(form: HTMLFormElement, choice: string): void {
    form.querySelectorAll<HTMLButtonElement>('button[name="theme"]').forEach((button) => {
        button.setAttribute('aria-pressed', String(button.value === choice));
    });
}
