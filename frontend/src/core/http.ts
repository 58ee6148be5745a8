/** An answer other than 2xx. The message is the server's own, written for people. */
export class HttpError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
        this.name = 'HttpError';
    }
}

/** Name and value of the header that proves that a request comes from our own page. */
export function csrfHeader(): [string, string] {
    const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
    return [meta?.dataset['header'] ?? 'X-CSRF-TOKEN', meta?.content ?? ''];
}

/**
 * Sends a request to our own server, with the anti-forgery token where one is needed.
 *
 * @throws HttpError if the answer is not 2xx
 */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('Accept')) {
        headers.set('Accept', 'application/json');
    }
    if (!['GET', 'HEAD'].includes(init.method ?? 'GET')) {
        headers.set(...csrfHeader());
    }
    const response = await fetch(url, { ...init, headers, credentials: 'same-origin' });
    if (!response.ok) {
        throw new HttpError(response.status, await messageOf(response));
    }
    return response;
}

export async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
    const response = await request(url, signal ? { signal } : {});
    return (await response.json()) as T;
}

/** Posts a form body (or nothing) and ignores what comes back. */
export async function post(url: string, fields: Record<string, string> = {}): Promise<void> {
    await request(url, { method: 'POST', body: new URLSearchParams(fields) });
}

async function messageOf(response: Response): Promise<string> {
    try {
        const body = (await response.json()) as { message?: string };
        return body.message ?? response.statusText;
    } catch {
        return `${response.status} ${response.statusText}`;
    }
}
