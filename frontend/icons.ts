import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { textsBelow } from './sources.ts';

/** Icons that no template names by a literal: the navigation's (Frame.java), toasts' and notices'. */
const CHOSEN_AT_RUN_TIME = [
    ...['layout-dashboard', 'stack-2', 'box', 'hammer', 'database', 'network', 'cloud', 'archive', 'server-2'],
    ...['progress', 'history', 'settings'],
    ...['circle-check', 'alert-triangle', 'alert-circle', 'info-circle', 'x'],
];

const NAMED_ICON = /\bicon\('([a-z0-9-]+)'/g;

/** All `icon('name')` in templates and scripts. */
export function iconNames(directories: string[]): string[] {
    const names = new Set(CHOSEN_AT_RUN_TIME);
    for (const text of directories.flatMap((directory) => textsBelow(directory, 'html', 'ts'))) {
        for (const match of text.matchAll(NAMED_ICON)) {
            names.add(match[1] as string);
        }
    }
    return [...names].sort();
}

/** One `<symbol>` an icon, drawn with the current text colour. */
export function sprite(names: string[], iconDirectory: string): string {
    const symbols = names.map((name) => {
        const svg = readFileSync(join(iconDirectory, `${name}.svg`), 'utf8');
        const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '').replace(/\s*\n\s*/g, '');
        return (
            `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"` +
            ` stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`
        );
    });
    return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

/** Emits `icons.svg`: a sprite of just the Tabler icons in use. A name that Tabler does not have fails the build. */
export function iconSprite(directories: string[], iconDirectory: string): Plugin {
    return {
        name: 'onionyard-icon-sprite',
        generateBundle() {
            this.emitFile({
                type: 'asset',
                name: 'icons.svg',
                originalFileName: 'icons.svg',
                source: sprite(iconNames(directories), iconDirectory),
            });
        },
    };
}
