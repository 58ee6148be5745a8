import { on } from '../core/dom';
import { replaceFragment } from '../core/fragment';
import type { Unmount } from '../core/mount';

/**
 * A form that tells what it would do: after each change (not while somebody types) the part with the id `data-part` is
 * fetched again from `data-address` with what the fields say now.
 */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    let request: AbortController | undefined;
    let told = addressOf(form);

    async function tell(): Promise<void> {
        const address = addressOf(form);
        const part = document.getElementById(form.dataset['part'] ?? '');
        if (address === told || !part) {
            return;
        }
        told = address;
        request?.abort();
        const mine = new AbortController();
        request = mine;
        part.setAttribute('aria-busy', 'true');
        try {
            await replaceFragment(part, address, mine.signal);
        } catch (e) {
            if (!mine.signal.aborted) {
                throw e;
            }
        }
    }

    const stop = on(form, 'change', () => void tell());
    form.dataset['ready'] = 'true';
    return () => {
        request?.abort();
        stop();
    };
}

/** Without the anti-forgery token, which must not stand in an address. */
function addressOf(form: HTMLFormElement): string {
    const url = new URL(form.dataset['address'] ?? '', location.href);
    for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && !name.startsWith('_')) {
            url.searchParams.append(name, value);
        }
    }
    return url.toString();
}
