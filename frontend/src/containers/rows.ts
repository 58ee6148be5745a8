/** Rows of a table that know which thing they show (`data-id`) and in what state (`data-version`). */

const FOCUSABLE = 'a[href], button, input, select, summary';

/** What is done with a new set of rows. */
export interface RowChange {
    /** rows that are no longer shown, or are replaced */
    removed: HTMLElement[];
    /** rows that are new, or replace old ones */
    added: HTMLElement[];
}

/**
 * Makes `body` show `fresh` rows, in their order. A row in the same state keeps its element, so nothing that somebody
 * does in it is disturbed. A row in another state is replaced; its selection, its focus and its open menu stay.
 */
export function mergeRows(body: HTMLElement, fresh: readonly HTMLElement[]): RowChange {
    const old = new Map(rowsOf(body).map((row) => [row.dataset['id'] ?? '', row]));
    const change: RowChange = { removed: [], added: [] };
    const focus = focusIn(body);
    const kept = fresh.map((row) => {
        const known = old.get(row.dataset['id'] ?? '');
        old.delete(row.dataset['id'] ?? '');
        if (known && known.dataset['version'] === row.dataset['version']) {
            return known;
        }
        if (known) {
            carryOver(known, row);
            change.removed.push(known);
        }
        change.added.push(row);
        return row;
    });
    change.removed.push(...old.values());
    place(body, kept, change.removed);
    if (focus) {
        restoreFocus(body, focus);
    }
    return change;
}

// Moving an element makes it lose the focus, so those that stand right are left alone.
function place(body: HTMLElement, rows: HTMLElement[], removed: HTMLElement[]): void {
    removed.forEach((row) => { row.remove(); });
    let next: Element | null = body.firstElementChild;
    for (const row of rows) {
        if (row === next) {
            next = next.nextElementSibling;
        } else {
            body.insertBefore(row, next);
        }
    }
}

export function rowsOf(body: HTMLElement): HTMLElement[] {
    return [...body.querySelectorAll<HTMLElement>(':scope > [data-id]')];
}

function carryOver(from: HTMLElement, to: HTMLElement): void {
    const box = to.querySelector<HTMLInputElement>('input[type=checkbox]');
    if (box) {
        box.checked = from.querySelector<HTMLInputElement>('input[type=checkbox]')?.checked ?? false;
    }
    const menu = to.querySelector('details');
    if (menu) {
        menu.open = from.querySelector('details')?.open ?? false;
    }
}

interface Focus {
    id: string;
    /** among what can have the focus in the row */
    index: number;
}

function focusIn(body: HTMLElement): Focus | undefined {
    const row = document.activeElement?.closest<HTMLElement>('[data-id]');
    if (!row || !body.contains(row)) {
        return undefined;
    }
    return { id: row.dataset['id'] ?? '', index: [...row.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement as Element) };
}

function restoreFocus(body: HTMLElement, focus: Focus): void {
    const row = rowsOf(body).find((one) => one.dataset['id'] === focus.id);
    const targets = row?.querySelectorAll<HTMLElement>(FOCUSABLE);
    const target = targets?.[Math.min(focus.index, targets.length - 1)];
    if (target && target !== document.activeElement) {
        target.focus({ preventScroll: true });
    }
}
