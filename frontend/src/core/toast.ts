import { create, icon } from './dom';

export type ToastKind = 'success' | 'info' | 'warning' | 'danger';

const ICONS: Record<ToastKind, string> = {
    success: 'circle-check',
    info: 'info-circle',
    warning: 'alert-triangle',
    danger: 'alert-circle',
};

/** Says something in the corner for a while; a failure stays until it is clicked away. */
export function toast(kind: ToastKind, message: string): void {
    const box = create('div', `oy-toast oy-toast-${kind}`);
    box.role = kind === 'danger' ? 'alert' : 'status';
    const shown = tray();
    box.append(icon(ICONS[kind]), create('span', '', message), closer(box, shown.dataset['textClose'] ?? ''));
    shown.append(box);
    if (kind !== 'danger') {
        setTimeout(() => {
            box.remove();
        }, 6000);
    }
}

function closer(box: HTMLElement, word: string): HTMLElement {
    const button = create('button', 'oy-toast-close');
    button.type = 'button';
    button.title = word;
    button.setAttribute('aria-label', word);
    button.append(icon('x'));
    button.addEventListener('click', () => {
        box.remove();
    });
    return button;
}

function tray(): HTMLElement {
    const known = document.querySelector<HTMLElement>('.oy-toasts');
    if (known) {
        return known;
    }
    const fresh = create('div', 'oy-toasts');
    document.body.append(fresh);
    return fresh;
}
