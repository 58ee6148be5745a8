import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The texts of all files below a directory whose names end so. */
export function textsBelow(directory: string, ...endings: string[]): string[] {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && endings.includes(extname(entry.name).slice(1)))
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
