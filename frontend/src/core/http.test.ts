import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { post, request } from './http';

describe('request', () => {
    const fetch = vi.fn<typeof globalThis.fetch>();

    beforeEach(() => {
        vi.stubGlobal('fetch', fetch);
        const meta = document.createElement('meta');
        meta.name = 'csrf-token';
        meta.content = 'secret';
        meta.dataset['header'] = 'X-CSRF-TOKEN';
        document.head.replaceChildren(meta);
    });

    afterEach(() => {
        vi.unstubAllGlobals();
        fetch.mockReset();
    });

    function sentHeaders(): Headers {
        return new Headers(fetch.mock.calls[0]?.[1]?.headers);
    }

    it('sends the token with what changes something', async () => {
        fetch.mockResolvedValue(new Response());
        await post('/api/x');
        expect(sentHeaders().get('X-CSRF-TOKEN')).toBe('secret');
    });

    it('keeps the token to itself when only reading', async () => {
        fetch.mockResolvedValue(new Response());
        await request('/api/x');
        expect(sentHeaders().has('X-CSRF-TOKEN')).toBe(false);
    });

    it("throws with the server's own words", async () => {
        fetch.mockResolvedValue(new Response('{"message": "No such image: x"}', { status: 404 }));
        await expect(request('/api/x')).rejects.toMatchObject({ status: 404, message: 'No such image: x' });
    });

    it('throws something readable when the answer is no JSON', async () => {
        fetch.mockResolvedValue(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
        await expect(request('/api/x')).rejects.toThrow('502 Bad Gateway');
    });
});
