import { beforeEach, describe, expect, it, vi } from 'vitest';
import { mountAll, unmountAll } from './mount';

describe('mountAll', () => {
    beforeEach(() => {
        document.body.replaceChildren();
    });

    function element(names: string): HTMLElement {
        const fresh = document.createElement('div');
        fresh.dataset['mount'] = names;
        document.body.append(fresh);
        return fresh;
    }

    it('mounts each name once, however often it is asked', async () => {
        const mount = vi.fn(() => undefined);
        const known = element('one');
        const table = { one: () => Promise.resolve({ mount }) };
        await mountAll(document, table);
        await mountAll(document, table);
        expect(mount).toHaveBeenCalledExactlyOnceWith(known);
    });

    it('throws on a name that nobody knows', () => {
        element('unheard-of');
        expect(() => mountAll(document, {})).toThrow('cannot mount "unheard-of"');
    });

    it('does not take names from the prototype of the table', () => {
        element('constructor');
        expect(() => mountAll(document, {})).toThrow('cannot mount "constructor"');
    });

    it('undoes what it mounted', async () => {
        const undo = vi.fn();
        element('one two');
        const table = {
            one: () => Promise.resolve({ mount: () => undo }),
            two: () => Promise.resolve({ mount: () => undo }),
        };
        await mountAll(document, table);
        unmountAll(document.body);
        expect(undo).toHaveBeenCalledTimes(2);
    });

    it('does not start what was taken away while its module was loading', async () => {
        const mount = vi.fn(() => undefined);
        element('slow');
        const work = mountAll(document, { slow: () => Promise.resolve({ mount }) });
        unmountAll(document.body);
        await work;
        expect(mount).not.toHaveBeenCalled();
    });
});
