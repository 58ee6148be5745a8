export type Sign = 'ADDED' | 'CHANGED' | 'REMOVED' | 'UNCHANGED';

/** One line of the tree as the server tells it (FileTreeJson.java). */
export interface FileNode {
    readonly path: string;
    readonly size: number;
    /** `rwxr-xr-x`, with s and t where set */
    readonly mode: string;
    /** `uid:gid` */
    readonly owner: string;
    readonly modified: string;
    readonly kind: string;
    readonly sign: Sign;
    /** Number of the step whose layer has it. */
    readonly step: number;
    /** Target of a link, or empty. */
    readonly target: string;
    readonly hasChildren: boolean;
    /** Whether a folder hides all that lower layers have in it. */
    readonly opaque: boolean;
}

/** A page of the children of one folder, or of what a filter found. */
export interface FilePage {
    readonly nodes: readonly FileNode[];
    readonly offset: number;
    readonly total: number;
}

/** Shape beside colour: what a sign looks like. */
export const SIGNS: Readonly<Record<Sign, string>> = { ADDED: '+', CHANGED: '~', REMOVED: '−', UNCHANGED: '' };

/** The last part of a path. */
export function nameOf(path: string): string {
    return path.slice(path.lastIndexOf('/') + 1);
}

/** A path in two parts, so that the folder can be written more quietly than the name. */
export function splitPath(path: string): [folder: string, name: string] {
    const cut = path.lastIndexOf('/') + 1;
    return [path.slice(0, cut), path.slice(cut)];
}

/**
 * Which line the focus goes to in a tree where `levels` are the levels of the visible lines (1 is the outermost), as
 * the ARIA pattern for trees has it: undefined if the key does not move the focus.
 */
export function lineForKey(key: string, at: number, levels: readonly number[], expanded: boolean | undefined): number | undefined {
    const last = levels.length - 1;
    switch (key) {
        case 'ArrowDown':
            return Math.min(last, at + 1);
        case 'ArrowUp':
            return Math.max(0, at - 1);
        case 'Home':
            return 0;
        case 'End':
            return last;
        case 'ArrowRight':
            return expanded === true && (levels[at + 1] ?? 0) > (levels[at] ?? 0) ? at + 1 : undefined;
        case 'ArrowLeft':
            return expanded === true ? undefined : parentOf(at, levels);
        default:
            return undefined;
    }
}

function parentOf(at: number, levels: readonly number[]): number | undefined {
    const own = levels[at] ?? 1;
    for (let line = at - 1; line >= 0; line--) {
        if ((levels[line] ?? 1) < own) {
            return line;
        }
    }
    return undefined;
}
