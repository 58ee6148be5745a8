import { on } from '../core/dom';
import type { Unmount } from '../core/mount';

const ITEMS = 'a[href], button, input:not([type=hidden]), select';

/**
 * A `<details>` that acts as a menu: Escape, a click elsewhere or the focus going elsewhere closes it; arrow keys, Home
 * and End go from item to item, and the arrow down also opens it.
 */
export function mount(element: HTMLElement): Unmount {
    const menu = new Menu(element as HTMLDetailsElement);
    const stops = [
        on(document, 'click', (event) => { menu.left(event.target); }),
        on(element, 'focusout', (event) => { menu.left((event as FocusEvent).relatedTarget); }),
        on(element, 'keydown', (event) => { menu.key(event as KeyboardEvent); }),
    ];
    return () => { stops.forEach((stop) => { stop(); }); };
}

class Menu {
    constructor(private readonly details: HTMLDetailsElement) {}

    /** Nobody closes a menu whose window merely lost the focus: then the target is null. */
    left(target: EventTarget | null): void {
        if (this.details.open && target instanceof Node && !this.details.contains(target)) {
            this.details.open = false;
        }
    }

    key(event: KeyboardEvent): void {
        if (event.key === 'Escape' && this.details.open) {
            this.details.open = false;
            this.summary()?.focus();
        } else if (!(event.target instanceof HTMLInputElement)) {
            const item = this.itemFor(event.key);
            if (item) {
                event.preventDefault();
                this.details.open = true;
                item.focus();
            }
        }
    }

    private itemFor(key: string): HTMLElement | undefined {
        const items = this.items();
        const at = items.indexOf(document.activeElement as HTMLElement);
        return items.at(indexFor(key, at, items.length) ?? items.length);
    }

    /** Items of a closed menu have no boxes yet, so only those that are hidden on purpose are left out. */
    private items(): HTMLElement[] {
        return [...this.details.querySelectorAll<HTMLElement>(ITEMS)].filter((item) => !item.closest('[hidden], summary'));
    }

    private summary(): HTMLElement | null {
        return this.details.querySelector('summary');
    }
}

/** Where a key leads from item `at` (-1: from the button) of `count`; at the ends it goes on at the other end. */
export function indexFor(key: string, at: number, count: number): number | undefined {
    switch (count === 0 ? '' : key) {
        case 'ArrowDown':
            return (at + 1) % count;
        case 'ArrowUp':
            return at <= 0 ? count - 1 : at - 1;
        case 'Home':
            return 0;
        case 'End':
            return count - 1;
        default:
            return undefined;
    }
}
