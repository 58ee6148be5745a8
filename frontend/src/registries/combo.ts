import { create, find, on } from '../core/dom';
import { getJson } from '../core/http';
import type { Unmount } from '../core/mount';

const PAUSE_MS = 200;

/** NamesController.java: names in full; one that ends with ":" or "/" is to be gone on with. */
interface Completion {
    names: string[];
    problem: string;
}

let lists = 0;

/**
 * An input with completions below it (ARIA combobox with a listbox). `data-src` answers `?text=`. When a whole name was
 * chosen or typed, the input fires `change`, as inputs do.
 */
export function mount(root: HTMLElement): Unmount {
    return new Combo(root).start();
}

class Combo {
    private readonly input: HTMLInputElement;
    private readonly list = create('ul', 'combo-list');
    private readonly problem = create('p', 'combo-problem');
    private options: HTMLElement[] = [];
    private chosen = -1;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private request: AbortController | undefined;

    constructor(private readonly root: HTMLElement) {
        this.input = find<HTMLInputElement>(root, 'input');
        this.list.id = `combo-${String(++lists)}`;
        this.list.setAttribute('role', 'listbox');
        this.list.hidden = true;
        this.problem.hidden = true;
        this.input.setAttribute('role', 'combobox');
        this.input.setAttribute('aria-autocomplete', 'list');
        this.input.setAttribute('aria-controls', this.list.id);
        this.input.setAttribute('aria-expanded', 'false');
        root.append(this.list, this.problem);
    }

    start(): Unmount {
        const stops = [
            on(this.input, 'input', () => {
                this.soon();
            }),
            on(this.input, 'focus', () => {
                this.soon();
            }),
            on(this.input, 'blur', () => {
                this.close();
            }),
            on(this.input, 'keydown', (event) => {
                this.key(event as KeyboardEvent);
            }),
            on(this.list, 'pointerdown', (event) => {
                event.preventDefault(); // the input keeps the focus
                const option = (event.target as Element).closest<HTMLElement>('[role=option]');
                if (option) {
                    this.take(option.textContent);
                }
            }),
        ];
        this.root.dataset['ready'] = 'true';
        return () => {
            stops.forEach((stop) => {
                stop();
            });
            this.close();
        };
    }

    private soon(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            void this.ask();
        }, PAUSE_MS);
    }

    private async ask(): Promise<void> {
        this.request?.abort();
        const request = new AbortController();
        this.request = request;
        try {
            const url = new URL(this.root.dataset['src'] ?? '', location.href);
            url.searchParams.set('text', this.input.value);
            this.show(await getJson<Completion>(url.toString(), request.signal));
        } catch (e) {
            if (!request.signal.aborted) {
                throw e;
            }
        }
    }

    private show(completion: Completion): void {
        const names = completion.names.filter((name) => name !== this.input.value);
        this.options = names.map((name, index) => {
            const option = create('li', 'combo-option', name);
            option.setAttribute('role', 'option');
            option.id = `${this.list.id}-${String(index)}`;
            return option;
        });
        this.list.replaceChildren(...this.options);
        this.problem.textContent = completion.problem;
        this.problem.hidden = completion.problem === '';
        this.mark(-1);
        this.open(names.length > 0 && document.activeElement === this.input);
    }

    private key(event: KeyboardEvent): void {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            this.move(event.key === 'ArrowDown' ? 1 : -1);
        } else if (event.key === 'Enter' || event.key === 'Tab') {
            const option = this.list.hidden ? undefined : this.options[this.chosen];
            if (option) {
                event.preventDefault();
                this.take(option.textContent);
            }
        } else if (event.key === 'Escape' && !this.list.hidden) {
            event.preventDefault(); // the dialog around it stays open
            event.stopPropagation();
            this.close();
        }
    }

    private move(by: number): void {
        if (this.list.hidden) {
            this.soon();
        } else if (this.options.length > 0) {
            this.mark((Math.max(this.chosen, by > 0 ? -1 : 0) + by + this.options.length) % this.options.length);
        }
    }

    private mark(index: number): void {
        this.chosen = index;
        this.options.forEach((option, at) => {
            option.setAttribute('aria-selected', String(at === index));
        });
        const option = this.options[index];
        if (option) {
            this.input.setAttribute('aria-activedescendant', option.id);
            option.scrollIntoView({ block: 'nearest' });
        } else {
            this.input.removeAttribute('aria-activedescendant');
        }
    }

    private take(name: string): void {
        this.input.value = name;
        this.input.dispatchEvent(new Event('input', { bubbles: true }));
        if (!/[:/]$/.test(name)) {
            this.close();
            this.input.dispatchEvent(new Event('change', { bubbles: true }));
        }
    }

    private open(open: boolean): void {
        this.list.hidden = !open;
        this.input.setAttribute('aria-expanded', String(open));
    }

    private close(): void {
        clearTimeout(this.timer);
        this.request?.abort();
        this.open(false);
    }
}
