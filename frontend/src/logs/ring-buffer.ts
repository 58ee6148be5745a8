/** The last so many items, oldest first. Each item keeps the number it was given when it came in. */
export class RingBuffer<T> {
    private readonly items: (T | undefined)[];
    private added = 0;
    private count = 0;

    constructor(readonly capacity: number) {
        if (!(capacity > 0)) {
            throw new RangeError(`cannot make a ring of ${capacity}: expected 1 or more`);
        }
        this.items = new Array<T | undefined>(capacity);
    }

    get length(): number {
        return this.count;
    }

    /** Number of the oldest item that is kept. */
    get first(): number {
        return this.added - this.count;
    }

    /** Number that the next item will get. */
    get end(): number {
        return this.added;
    }

    push(item: T): void {
        this.items[this.added % this.capacity] = item;
        this.added++;
        this.count = Math.min(this.count + 1, this.capacity);
    }

    /** The item with this number, if it is still kept. */
    get(number: number): T | undefined {
        return number >= this.first && number < this.added ? this.items[number % this.capacity] : undefined;
    }

    /** Items with numbers from `from` up to but not including `to`, as far as they are kept. */
    *range(from = this.first, to = this.added): Generator<T> {
        for (let number = Math.max(from, this.first); number < Math.min(to, this.added); number++) {
            yield this.items[number % this.capacity] as T;
        }
    }

    clear(): void {
        this.items.fill(undefined);
        this.added = 0;
        this.count = 0;
    }
}
