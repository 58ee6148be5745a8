import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { iconNames, sprite } from './icons.ts';

describe('icon sprite', () => {
    const outline = join(import.meta.dirname, 'node_modules/@tabler/icons/icons/outline');

    it('collects the icons that templates name', () => {
        const templates = mkdtempSync(join(tmpdir(), 'icons-'));
        writeFileSync(join(templates, 'page.html'), `<i th:replace="~{fragments/icon :: icon('box')}"></i>`);
        expect(iconNames([templates])).toContain('box');
        rmSync(templates, { recursive: true });
    });

    it('draws each as a symbol in the current colour', () => {
        expect(sprite(['box'], outline)).toMatch(/<symbol id="box" viewBox="0 0 24 24"[^>]*stroke="currentColor"[^>]*><path/);
    });

    it('fails on an icon that does not exist', () => {
        expect(() => sprite(['no-such-icon'], outline)).toThrow('no-such-icon');
    });
});
