import { ago } from '../core/format';
import type { Unmount } from '../core/mount';

/** `<time datetime="…">`: says how long ago, keeps it true, and shows the exact local time as a tooltip. */
export function mount(element: HTMLElement): Unmount {
    const then = new Date((element as HTMLTimeElement).dateTime);
    element.title = then.toLocaleString(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'medium' });
    const show = (): void => {
        element.textContent = ago(then, new Date());
    };
    show();
    const timer = setInterval(show, 30_000);
    return () => {
        clearInterval(timer);
    };
}
