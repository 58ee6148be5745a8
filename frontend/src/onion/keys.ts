/** The ring that a key leads to from ring `from` of `count`: outwards is newer. Undefined if the key means nothing here. */
export function ringForKey(key: string, from: number, count: number): number | undefined {
    const to = target(key, from, count);
    return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}

function target(key: string, from: number, count: number): number | undefined {
    switch (key) {
        case 'ArrowUp':
        case 'ArrowRight':
            return from + 1;
        case 'ArrowDown':
        case 'ArrowLeft':
            return from - 1;
        case 'PageUp':
            return from + 10;
        case 'PageDown':
            return from - 10;
        case 'Home':
            return 0;
        case 'End':
            return count - 1;
        default:
            return undefined;
    }
}
