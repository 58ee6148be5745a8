import { describe, expect, it } from 'vitest';
import { usedOf } from './tabler.ts';

const SHEET = `
    :root { --tblr-kept: red; --tblr-ours: blue; --tblr-nobody: green; }
    .btn { color: var(--tblr-kept); }
    .btn:hover { color: black; }
    .carousel { color: white; }
    input[type=search] { appearance: none; }
`;

describe('usedOf', () => {
    it('keeps what templates and scripts name', async () => {
        const css = await usedOf(SHEET, ['<button class="btn btn-sm">', '<input type="search">'], []);
        expect(css).toContain('.btn:hover');
        expect(css).toContain('input[type=search]');
        expect(css).not.toContain('carousel');
    });

    it('keeps the variables that a kept rule or a sheet of our own reads', async () => {
        const css = await usedOf(SHEET, ['<a class="btn">'], ['.x { color: var(--tblr-ours); }']);
        expect(css).toContain('--tblr-kept');
        expect(css).toContain('--tblr-ours');
        expect(css).not.toContain('--tblr-nobody');
    });
});
