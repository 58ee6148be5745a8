const BLOCK = 512;
const NAME = 100;
const FILE = '0';
const PAX = 'x';
/** A browser does not tell which files are executable, so all are, as when Docker builds on Windows. */
const MODE = 0o755;

/** A file and the name that it has in the tar. */
export interface Entry {
    name: string;
    file: Blob;
    /** milliseconds since 1970 */
    modified: number;
}

/** A tar (POSIX.1-2001) of files. The files are not read here: the browser reads them when the tar is sent. */
export function tarOf(entries: readonly Entry[]): Blob {
    const parts: BlobPart[] = [];
    for (const entry of entries) {
        const name = encode(entry.name);
        if (name.length > NAME) {
            const record = pax('path', name);
            parts.push(header(encode('pax'), record.length, 0, PAX), record, padding(record.length));
        }
        parts.push(header(name.subarray(0, NAME), entry.file.size, entry.modified, FILE), entry.file, padding(entry.file.size));
    }
    parts.push(new Uint8Array(2 * BLOCK));
    return new Blob(parts);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(text);
}

function padding(size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function pax(key: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
    const rest = key.length + value.length + 3;
    let length = rest + String(rest).length;
    length = rest + String(length).length;
    const record = new Uint8Array(length);
    record.set(encode(`${length} ${key}=`));
    record.set(value, length - value.length - 1);
    record.set(encode('\n'), length - 1);
    return record;
}

function header(name: Uint8Array, size: number, modified: number, type: string): Uint8Array<ArrayBuffer> {
    const block = new Uint8Array(BLOCK);
    const put = (offset: number, text: string): void => {
        block.set(encode(text), offset);
    };
    const octal = (value: number, digits: number): string => Math.floor(value).toString(8).padStart(digits, '0') + '\0';
    block.set(name);
    put(100, octal(MODE, 7));
    put(108, octal(0, 7));
    put(116, octal(0, 7));
    put(124, octal(size, 11));
    put(136, octal(Math.max(0, modified / 1000), 11));
    put(148, ' '.repeat(8));
    put(156, type);
    put(257, 'ustar\0' + '00');
    const sum = block.reduce((total, byte) => total + byte, 0);
    put(148, octal(sum, 6) + ' ');
    return block;
}
