/** Undoes what a mount started: listeners, timers, streams. */
export type Unmount = () => void;

/** Brings one element to life. */
export type Mount = (element: HTMLElement) => Unmount | undefined;

/** What a module in `mounts/` exports. */
export interface MountModule {
    mount: Mount;
}

/** Loads a module when the first element asks for it. */
export type MountTable = Readonly<Record<string, () => Promise<MountModule>>>;

const mounted = new Map<HTMLElement, Unmount[]>();

/**
 * Mounts every element below `root` that carries `data-mount="name"` (several names are separated by spaces), `root`
 * itself included. An element that is already mounted is left alone.
 *
 * @throws Error if a name is not in the table, before anything is mounted
 */
export function mountAll(root: Document | HTMLElement, table: MountTable): Promise<unknown> {
    const work = elementsOf(root).flatMap((element) => {
        if (mounted.has(element)) {
            return [];
        }
        const loaders = namesOf(element).map((name) => loaderOf(table, name));
        mounted.set(element, []);
        return loaders.map((load) => mountOne(element, load));
    });
    return Promise.all(work);
}

/** Undoes every mount in `root`, `root` itself included. */
export function unmountAll(root: HTMLElement): void {
    for (const [element, undos] of mounted) {
        if (root.contains(element)) {
            mounted.delete(element);
            undos.forEach((undo) => {
                undo();
            });
        }
    }
}

async function mountOne(element: HTMLElement, load: () => Promise<MountModule>): Promise<void> {
    const { mount } = await load();
    const undos = mounted.get(element);
    if (!undos) {
        return; // unmounted while the module was loading
    }
    const undo = mount(element);
    if (undo) {
        undos.push(undo);
    }
}

function elementsOf(root: Document | HTMLElement): HTMLElement[] {
    const below = [...root.querySelectorAll<HTMLElement>('[data-mount]')];
    return root instanceof HTMLElement && root.dataset['mount'] ? [root, ...below] : below;
}

function namesOf(element: HTMLElement): string[] {
    return (element.dataset['mount'] ?? '').split(/\s+/).filter((name) => name !== '');
}

function loaderOf(table: MountTable, name: string): () => Promise<MountModule> {
    const load = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!load) {
        throw new Error(`cannot mount "${name}": there is no such module; the known ones are ${Object.keys(table).join(', ')}`);
    }
    return load;
}
