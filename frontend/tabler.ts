import { PurgeCSS } from 'purgecss';
import type { Plugin } from 'vite';
import { textsBelow } from './sources.ts';

const TABLER = /@tabler\/core\/dist\/css\/tabler\.min\.css$/;

/**
 * What of Tabler's style sheet pages can use: the rules whose classes, elements and attributes stand in a template or a
 * script, and the variables that those rules or sheets of our own read. That is a tenth of it.
 */
export async function usedOf(css: string, texts: string[], ownSheets: string[]): Promise<string> {
    const read = new Set(ownSheets.flatMap((sheet) => sheet.match(/--tblr-[\w-]+/g) ?? []));
    const [used] = await new PurgeCSS().purge({
        css: [{ raw: css }],
        content: texts.map((raw) => ({ raw, extension: 'html' })),
        keyframes: true,
        variables: true,
        safelist: { variables: [...read] },
    });
    if (!used) {
        throw new Error('cannot cut the style sheet down: nothing came back');
    }
    return used.css;
}

/** Leaves in Tabler's style sheet what these templates and sources use. A class name must stand somewhere as a word. */
export function usedTabler(templates: string, sources: string): Plugin {
    return {
        name: 'onionyard-used-tabler',
        enforce: 'pre',
        async transform(css, id) {
            if (!TABLER.test(id)) {
                return undefined;
            }
            const texts = [...textsBelow(templates, 'html'), ...textsBelow(sources, 'ts')];
            return { code: await usedOf(css, texts, textsBelow(sources, 'css', 'ts')), map: null };
        },
    };
}
