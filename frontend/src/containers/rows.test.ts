import { beforeEach, describe, expect, it } from 'vitest';
import { mergeRows, rowsOf } from './rows';

function row(id: string, version: string, checked = false): HTMLElement {
    const element = document.createElement('tr');
    element.dataset['id'] = id;
    element.dataset['version'] = version;
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = checked;
    const button = document.createElement('button');
    const menu = document.createElement('details');
    element.append(box, button, menu);
    return element;
}

const part = <T extends Element>(element: HTMLElement | undefined, selector: string): T => element?.querySelector(selector) as T;

describe('mergeRows', () => {
    let body: HTMLElement;

    const ids = (): string[] => rowsOf(body).map((one) => `${one.dataset['id'] ?? ''}${one.dataset['version'] ?? ''}`);

    beforeEach(() => {
        body = document.createElement('tbody');
        document.body.replaceChildren(body);
        body.append(row('a', '1'), row('b', '1', true), row('c', '1'));
    });

    it('keeps the elements of rows that have not changed', () => {
        const before = rowsOf(body);
        const change = mergeRows(body, [row('a', '1'), row('b', '1'), row('c', '1')]);
        expect(rowsOf(body)).toEqual(before);
        expect(change).toEqual({ removed: [], added: [] });
    });

    it('replaces, adds, removes and orders rows', () => {
        const change = mergeRows(body, [row('d', '1'), row('c', '2'), row('a', '1')]);
        expect(ids()).toEqual(['d1', 'c2', 'a1']);
        expect(change.removed.map((one) => one.dataset['id']).sort()).toEqual(['b', 'c']);
        expect(change.added.map((one) => one.dataset['id'])).toEqual(['d', 'c']);
    });

    it('keeps what is selected, in rows that changed too', () => {
        mergeRows(body, [row('a', '2'), row('b', '2'), row('c', '1')]);
        expect(rowsOf(body).map((one) => part<HTMLInputElement>(one, 'input').checked)).toEqual([false, true, false]);
    });

    it('never selects a row that comes back', () => {
        mergeRows(body, [row('a', '1')]);
        mergeRows(body, [row('a', '1'), row('b', '1')]);
        expect(part<HTMLInputElement>(rowsOf(body)[1], 'input').checked).toBe(false);
    });

    it('keeps the focus and an open menu', () => {
        part<HTMLButtonElement>(rowsOf(body)[1], 'button').focus();
        part<HTMLDetailsElement>(rowsOf(body)[1], 'details').open = true;
        mergeRows(body, [row('c', '1'), row('b', '2'), row('a', '1')]);
        expect(ids()).toEqual(['c1', 'b2', 'a1']);
        expect(document.activeElement).toBe(part(rowsOf(body)[1], 'button'));
        expect(part<HTMLDetailsElement>(rowsOf(body)[1], 'details').open).toBe(true);
    });
});
