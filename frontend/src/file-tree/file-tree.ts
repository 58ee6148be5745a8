import { create, find, icon, on, text } from '../core/dom';
import { bytes } from '../core/format';
import { fetchPart } from '../core/fragment';
import { getJson } from '../core/http';
import type { Unmount } from '../core/mount';
import { type FileNode, type FilePage, lineForKey, nameOf, type Sign, SIGNS, splitPath } from './nodes';

const FILTER_PAUSE_MS = 180;

/**
 * The files of a layer, or of all layers up to it, as a tree whose folders are fetched when they are opened.
 *
 * `data-src` answers `?dir=…&offset=…` and `?filter=…` with a FilePage. Within the element: `.oy-tree` (the tree itself),
 * `.oy-tree-filter` (an input) and `.oy-tree-state` (a line that says what is going on). Words come as `data-text-…`.
 */
export function mount(element: HTMLElement): Unmount {
    const tree = new FileTree(element);
    tree.showRoot();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const input = find<HTMLInputElement>(element, '.oy-tree-filter');
    const stops = [
        on(input, 'input', () => {
            clearTimeout(timer);
            timer = setTimeout(() => {
                tree.filter(input.value.trim());
            }, FILTER_PAUSE_MS);
        }),
        on(tree.list, 'keydown', (event) => {
            tree.key(event as KeyboardEvent);
        }),
        on(tree.list, 'click', (event) => {
            tree.click(event.target as Element);
        }),
    ];
    return () => {
        clearTimeout(timer);
        tree.stop();
        stops.forEach((stop) => {
            stop();
        });
    };
}

class FileTree {
    readonly list: HTMLElement;
    private readonly state: HTMLElement;
    private readonly nodes = new WeakMap<Element, FileNode>();
    private abort = new AbortController();

    constructor(private readonly element: HTMLElement) {
        this.list = find(element, '.oy-tree');
        this.state = find(element, '.oy-tree-state');
    }

    stop(): void {
        this.abort.abort();
    }

    showRoot(): void {
        void this.fill(this.list, 1, { dir: '' }, true);
    }

    filter(words: string): void {
        void this.fill(this.list, 1, words === '' ? { dir: '' } : { filter: words }, true);
    }

    click(target: Element): void {
        const item = target.closest<HTMLElement>('[role="treeitem"]');
        if (item && !target.closest('.oy-tree-change')) {
            this.focus(item);
            this.toggle(item);
        }
    }

    key(event: KeyboardEvent): void {
        const target = event.target as Element;
        const item = target.closest<HTMLElement>('[role="treeitem"]');
        if (!item || target.closest('.oy-tree-change') || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        const items = this.items();
        const levels = items.map((each) => Number(each.ariaLevel));
        const expanded = item.ariaExpanded === null ? undefined : item.ariaExpanded === 'true';
        const line = lineForKey(event.key, items.indexOf(item), levels, expanded);
        if (line !== undefined) {
            event.preventDefault();
            this.focus(items[line]);
        } else if (opens(event.key, expanded)) {
            event.preventDefault();
            this.toggle(item);
        } else if (event.key.length === 1 && event.key !== ' ') {
            this.focus(this.next(items, item, event.key.toLowerCase()));
        }
    }

    private items(): HTMLElement[] {
        return [...this.list.querySelectorAll<HTMLElement>('[role="treeitem"]')].filter(
            (item) => item.parentElement?.closest('[aria-expanded="false"]') === null,
        );
    }

    private next(items: HTMLElement[], from: HTMLElement, letter: string): HTMLElement | undefined {
        const at = items.indexOf(from);
        return [...items.slice(at + 1), ...items.slice(0, at)].find((item) =>
            nameOf(this.nodes.get(item)?.path ?? '')
                .toLowerCase()
                .startsWith(letter),
        );
    }

    private focus(item: HTMLElement | undefined): void {
        if (item) {
            this.list.querySelectorAll('[tabindex="0"]').forEach((other) => {
                other.setAttribute('tabindex', '-1');
            });
            item.tabIndex = 0;
            item.focus();
        }
    }

    private toggle(item: HTMLElement): void {
        const node = this.nodes.get(item);
        if (item.dataset['more'] !== undefined) {
            this.more(item);
        } else if (item.ariaExpanded === 'true') {
            item.ariaExpanded = 'false';
        } else if (item.ariaExpanded === 'false' && node) {
            item.ariaExpanded = 'true';
            if (!item.querySelector('[role="group"], .oy-tree-change')) {
                void this.open(item, node);
            }
        }
    }

    private async open(item: HTMLElement, node: FileNode): Promise<void> {
        if (node.hasChildren) {
            const group = create('ul', 'oy-tree-group');
            group.role = 'group';
            item.append(group);
            await this.fill(group, Number(item.ariaLevel) + 1, { dir: node.path }, false);
        } else {
            await this.showVersions(item, node);
        }
    }

    /** What the file was, what it is, and what is in it: a part of a page of ours. */
    private async showVersions(item: HTMLElement, node: FileNode): Promise<void> {
        const place = create('div', 'oy-tree-change', text(this.element, 'loading'));
        item.append(place);
        const address = `${this.element.dataset['versions'] ?? ''}&${new URLSearchParams({ path: node.path }).toString()}`;
        try {
            place.replaceChildren(await fetchPart(address, 'file-versions', '.versions', this.abort.signal));
        } catch (e) {
            place.textContent = e instanceof Error ? e.message : String(e);
        }
    }

    private more(item: HTMLElement): void {
        const group = item.parentElement;
        const query = JSON.parse(item.dataset['more'] ?? '{}') as Record<string, string>;
        if (group) {
            const before = item.previousElementSibling;
            void this.fill(group, Number(item.ariaLevel), query, false).then(() => {
                item.remove();
                this.focus((before?.nextElementSibling ?? before) as HTMLElement | undefined);
            });
        }
    }

    /** Fetches one page and appends its lines to a list. A fresh list overtakes whatever is on its way. */
    private async fill(list: HTMLElement, level: number, query: Record<string, string>, fresh: boolean): Promise<void> {
        if (fresh) {
            this.abort.abort();
            this.abort = new AbortController();
        }
        const signal = this.abort.signal;
        this.element.setAttribute('aria-busy', 'true');
        try {
            const source = `${this.element.dataset['src'] ?? ''}&${new URLSearchParams(query).toString()}`;
            const page = await getJson<FilePage>(source, signal);
            this.show(list, level, query, page, fresh);
        } catch (e) {
            if (!signal.aborted) {
                this.state.textContent = e instanceof Error ? e.message : String(e);
            }
        } finally {
            if (!signal.aborted) {
                this.element.removeAttribute('aria-busy');
            }
        }
    }

    private show(list: HTMLElement, level: number, query: Record<string, string>, page: FilePage, fresh: boolean): void {
        const lines = page.nodes.map((node) => this.line(node, level, 'filter' in query));
        const shown = page.offset + page.nodes.length;
        if (shown < page.total) {
            lines.push(this.moreLine(level, { ...query, offset: String(shown) }, page.total - shown));
        }
        if (fresh) {
            list.replaceChildren(...lines);
            lines[0]?.setAttribute('tabindex', '0');
            this.state.textContent = page.total > 0 ? '' : text(this.element, 'filter' in query ? 'none' : 'empty');
        } else {
            list.append(...lines);
        }
    }

    private line(node: FileNode, level: number, wholePath: boolean): HTMLElement {
        const item = create('li', 'oy-tree-item');
        item.role = 'treeitem';
        item.tabIndex = -1;
        item.ariaLevel = String(level);
        item.dataset['sign'] = node.sign;
        item.dataset['path'] = node.path;
        item.append(this.row(node, wholePath));
        if (node.hasChildren ? !wholePath : node.kind !== 'DIRECTORY') {
            item.ariaExpanded = 'false';
        }
        this.nodes.set(item, node);
        return item;
    }

    private row(node: FileNode, wholePath: boolean): HTMLElement {
        const row = create('div', 'oy-tree-row');
        row.append(this.sign(node.sign), this.name(node, wholePath), ...this.facts(node));
        return row;
    }

    private sign(sign: Sign): HTMLElement {
        const mark = create('span', 'oy-sign', SIGNS[sign]);
        if (sign !== 'UNCHANGED') {
            const word = text(this.element, sign.toLowerCase());
            mark.title = word;
            mark.append(create('span', 'visually-hidden', ` ${word} `));
        }
        return mark;
    }

    private name(node: FileNode, wholePath: boolean): HTMLElement {
        const [folder, name] = splitPath(node.path);
        const cell = create('span', 'oy-tree-name');
        cell.title = `/${node.path}`;
        cell.append(kindIcon(node.kind));
        if (wholePath) {
            cell.append(create('span', 'oy-tree-folder', `/${folder}`));
        }
        cell.append(create('span', 'oy-tree-file', name));
        if (node.target !== '') {
            cell.append(create('span', 'oy-tree-target', `→ ${node.target}`));
        }
        if (node.opaque) {
            cell.append(create('span', 'badge oy-tree-opaque', text(this.element, 'opaque')));
        }
        return cell;
    }

    private facts(node: FileNode): HTMLElement[] {
        const size = node.kind === 'FILE' || node.kind === 'HARD_LINK' ? bytes(node.size) : '';
        const step = create('span', 'oy-tree-step', node.step > 0 ? String(node.step) : '');
        step.title = text(this.element, 'step').replace('{0}', String(node.step));
        return [
            create('span', 'oy-tree-size', size),
            create('span', 'oy-tree-mode', node.mode),
            create('span', 'oy-tree-owner', node.owner),
            step,
        ];
    }

    private moreLine(level: number, query: Record<string, string>, rest: number): HTMLElement {
        const item = create('li', 'oy-tree-item oy-tree-more', text(this.element, 'more').replace('{0}', String(rest)));
        item.role = 'treeitem';
        item.tabIndex = -1;
        item.ariaLevel = String(level);
        item.dataset['more'] = JSON.stringify(query);
        return item;
    }
}

/** Enter and space open and close; right opens; left closes. */
function opens(key: string, expanded: boolean | undefined): boolean {
    switch (key) {
        case 'Enter':
        case ' ':
            return true;
        case 'ArrowRight':
            return expanded === false;
        case 'ArrowLeft':
            return expanded === true;
        default:
            return false;
    }
}

function kindIcon(kind: string): SVGSVGElement {
    switch (kind) {
        case 'DIRECTORY':
            return icon('folder');
        case 'SYMLINK':
            return icon('arrow-right');
        case 'HARD_LINK':
            return icon('link');
        case 'FILE':
            return icon('file');
        default:
            return icon('cpu');
    }
}
