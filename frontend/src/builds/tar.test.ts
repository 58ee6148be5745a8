import { describe, expect, it } from 'vitest';
import { execFileSync } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { type Entry, tarOf } from './tar';

const entry = (name: string, content: string): Entry => ({ name, file: new Blob([content]), modified: 1_700_000_000_000 });

async function listed(entries: Entry[], ...options: string[]): Promise<string> {
    const bytes = Buffer.from(await tarOf(entries).arrayBuffer());
    return execFileSync('tar', [...options, '-f', '-'], { input: bytes, encoding: 'utf8', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' } });
}

describe('tarOf', () => {
    it('makes what tar reads', async () => {
        const list = await listed([entry('Dockerfile', 'FROM x\n'), entry('src/a', '')], '-tv', '--full-time');
        expect(list.trim().split('\n')).toEqual([
            '-rwxr-xr-x 0/0               7 2023-11-14 22:13:20 Dockerfile',
            '-rwxr-xr-x 0/0               0 2023-11-14 22:13:20 src/a',
        ]);
    });

    it('keeps long names and names in any script', async () => {
        const long = `${'d'.repeat(60)}/${'洋葱'.repeat(20)}/x`;
        expect((await listed([entry(long, 'x')], '-t', '--quoting-style=literal')).trim()).toBe(long);
        const edge = 'n'.repeat(100);
        expect((await listed([entry(edge, 'x'), entry(`${edge}m`, 'y')], '-t')).trim().split('\n')).toEqual([edge, `${edge}m`]);
    });

    it('keeps contents that are no multiple of a block', async () => {
        expect(await listed([entry('a', 'x'.repeat(513)), entry('b', 'end')], '-xO', 'b')).toBe('end');
    });
});
