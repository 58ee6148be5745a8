import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexFor, mount } from './menu';

describe('indexFor', () => {
    it.each([
        ['ArrowDown', -1, 0], ['ArrowDown', 0, 1], ['ArrowDown', 2, 0], ['ArrowUp', 0, 2], ['ArrowUp', -1, 2],
        ['ArrowUp', 2, 1], ['Home', 2, 0], ['End', 0, 2],
    ])('%s from %i of 3 leads to %i', (key, at, to) => {
        expect(indexFor(key, at, 3)).toBe(to);
    });

    it('leaves other keys and empty menus alone', () => {
        expect(indexFor('a', 0, 3)).toBeUndefined();
        expect(indexFor('ArrowDown', -1, 0)).toBeUndefined();
    });
});

describe('menu', () => {
    let details: HTMLDetailsElement;
    let unmount: () => void;

    const press = (target: Element, key: string): void => {
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    };

    beforeEach(() => {
        const page = `<details class="menu"><summary>More</summary>
            <div><a href="/one">One</a><form><input type="hidden"><button>Two</button></form></div></details><a href="/x">x</a>`;
        document.body.replaceChildren(...new DOMParser().parseFromString(page, 'text/html').body.childNodes);
        details = document.querySelector('details') as HTMLDetailsElement;
        unmount = mount(details);
    });

    afterEach(() => { unmount(); });

    it('opens by the arrow down, goes through, and closes by Escape', () => {
        const summary = details.querySelector('summary') as HTMLElement;
        summary.focus();
        press(summary, 'ArrowDown');
        expect(details.open).toBe(true);
        expect(document.activeElement?.textContent).toBe('One');
        press(document.activeElement as Element, 'ArrowDown');
        expect(document.activeElement?.textContent).toBe('Two');
        press(document.activeElement as Element, 'Escape');
        expect(details.open).toBe(false);
        expect(document.activeElement).toBe(summary);
    });

    it('closes when the focus goes elsewhere', () => {
        details.open = true;
        const other = document.querySelector('a[href="/x"]') as HTMLElement;
        details.dispatchEvent(new FocusEvent('focusout', { relatedTarget: other, bubbles: true }));
        expect(details.open).toBe(false);
    });
});
