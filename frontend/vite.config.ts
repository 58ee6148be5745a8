import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';
import { iconSprite } from './icons.ts';
import { usedTabler } from './tabler.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
    base: '/assets/',
    publicDir: false,
    plugins: [
        usedTabler(here('../src/main/resources/templates'), here('src')),
        iconSprite([here('src'), here('../src/main/resources/templates')], here('node_modules/@tabler/icons/icons/outline')),
    ],
    build: {
        outDir: process.env['ONIONYARD_ASSETS'] ?? 'dist',
        emptyOutDir: true,
        assetsDir: '.',
        // The server reads it to find the hashed names; see Assets.java.
        manifest: 'manifest.json',
        // Fonts and pictures stay files, so that the content security policy needs no data: for them.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 700,
        rolldownOptions: { checks: { bundlerTimings: false }, input: { main: here('src/main.ts'), theme: here('src/theme.ts') } },
    },
    test: { environment: 'happy-dom', include: ['src/**/*.test.ts', '*.test.ts'] },
});
