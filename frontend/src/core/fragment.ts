import { mountAll, unmountAll } from './mount';
import { mounts } from '../mounts';
import { request } from './http';

/**
 * Fetches one part of a page of ours, by the id that it has in the template, and puts it in place of `element`, which has the same id.
 * The server renders only that part (header `X-Fragment`), escaped like every page.
 */
export async function replaceFragment(element: HTMLElement, url: string, signal?: AbortSignal): Promise<HTMLElement> {
    const adopted = await fetchPart(url, element.id, `#${element.id}`, signal);
    unmountAll(element);
    element.replaceWith(adopted);
    await mountAll(adopted, mounts);
    return adopted;
}

/** The element that `selector` names in the part with this id of a page of ours, not yet put anywhere. */
export async function fetchPart(url: string, id: string, selector: string, signal?: AbortSignal): Promise<HTMLElement> {
    const response = await request(url, {
        headers: { Accept: 'text/html', 'X-Fragment': id },
        ...(signal ? { signal } : {}),
    });
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
    const part = parsed.querySelector<HTMLElement>(selector);
    if (!part) {
        throw new Error(`cannot show "${id}": ${url} has no such part`);
    }
    return document.adoptNode(part);
}
