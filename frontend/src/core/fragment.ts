import { mountAll, unmountAll } from './mount';
import { mounts } from '../mounts';
import { request } from './http';

/**
 * Fetches one part of a page of ours, by the id that it has in the template, and puts it in place of `element`, which has the same id.
 * The server renders only that part (header `X-Fragment`), escaped like every page.
 */
export async function replaceFragment(element: HTMLElement, url: string, signal?: AbortSignal): Promise<HTMLElement> {
    const response = await request(url, {
        headers: { Accept: 'text/html', 'X-Fragment': element.id },
        ...(signal ? { signal } : {}),
    });
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = parsed.getElementById(element.id);
    if (!fresh) {
        throw new Error(`cannot refresh "${element.id}": ${url} has no such part`);
    }
    const adopted = document.adoptNode(fresh);
    unmountAll(element);
    element.replaceWith(adopted);
    await mountAll(adopted, mounts);
    return adopted;
}
