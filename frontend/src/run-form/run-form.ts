import { create, find, on, text } from '../core/dom';
import type { Unmount } from '../core/mount';
import { type Choice, dockerRunLine, type MountRow, type Pair, type Port, type RunValues } from './docker-run-line';
import { OpenQuoteError } from './shell-words';

/**
 * The run form: rows that can be added and taken away, fields that only some choices need, and the `docker run` line
 * that does the same. Everything works without it too; then the server adds rows and there is no line.
 */
export function mount(element: HTMLElement): Unmount {
    const form = element as HTMLFormElement;
    const undos = [
        on(form, 'click', (event) => { handleRows(form, event); }),
        on(form, 'input', () => { refresh(form); }),
        on(form, 'change', () => { refresh(form); }),
    ];
    form.classList.add('has-script');
    refresh(form);
    return () => { undos.forEach((undo) => { undo(); }); };
}

function handleRows(form: HTMLFormElement, event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-add-row], button[data-remove-row]');
    if (!button) {
        return;
    }
    event.preventDefault();
    const kind = button.dataset['addRow'];
    if (kind) {
        addRow(form, kind);
    } else {
        const rows = button.closest('.run-rows');
        button.closest('.run-row')?.remove();
        (rows?.querySelector<HTMLElement>('.run-row:last-of-type input') ?? rows?.querySelector<HTMLElement>('[data-add-row]'))?.focus();
    }
    refresh(form);
}

function addRow(form: HTMLFormElement, kind: string): void {
    const template = find<HTMLTemplateElement>(form, `template[data-row="${kind}"]`);
    const row = template.content.cloneNode(true) as DocumentFragment;
    const input = row.querySelector<HTMLElement>('input:not([type=hidden]), select');
    template.before(row);
    input?.focus();
}

function refresh(form: HTMLFormElement): void {
    const data = new FormData(form);
    const network = word(data, 'network');
    show(form, '[data-only="on-failure"]', word(data, 'restart') === 'on-failure');
    show(form, '[data-only="health-own"]', word(data, 'healthMode') === 'own');
    show(form, '[data-only="health-image"]', word(data, 'healthMode') === 'image');
    show(form, '[data-only="no-ports"]', network === 'none' || network === 'host');
    form.querySelectorAll<HTMLElement>('.run-row').forEach((row) => {
        const kind = row.querySelector<HTMLSelectElement>('[name=mountKind]')?.value;
        if (kind) {
            row.dataset['kind'] = kind;
        }
    });
    showLine(form, data);
}

function show(form: HTMLFormElement, selector: string, visible: boolean): void {
    form.querySelectorAll<HTMLElement>(selector).forEach((part) => { part.hidden = !visible; });
}

function showLine(form: HTMLFormElement, data: FormData): void {
    const panel = form.querySelector<HTMLElement>('.run-line');
    if (!panel) {
        return;
    }
    panel.hidden = false;
    const code = find(panel, 'code');
    const copy = find<HTMLButtonElement>(panel, '[data-mount~=copy]');
    try {
        const parts = dockerRunLine(values(form, data));
        copy.dataset['copy'] = parts.join(' ');
        copy.disabled = false;
        code.replaceChildren(...parts.flatMap((part) => [create('span', 'run-line-part', part), ' ']));
    } catch (e) {
        if (!(e instanceof OpenQuoteError)) {
            throw e;
        }
        copy.disabled = true;
        code.textContent = text(panel, 'open-quote');
    }
}

function values(form: HTMLFormElement, data: FormData): RunValues {
    return {
        image: word(data, 'image'),
        terminal: word(data, 'mode') === 'terminal',
        name: word(data, 'name'),
        hostname: word(data, 'hostname'),
        workingDir: choice(form, 'workingDir'),
        user: choice(form, 'user'),
        stopSignal: choice(form, 'stopSignal'),
        entrypoint: choice(form, 'entrypoint'),
        command: choice(form, 'command'),
        env: pairs(form, 'env'),
        labels: pairs(form, 'label'),
        ports: rows(form, 'port', (cell): Port => ({
            address: cell('portAddress'),
            hostPort: cell('portHost'),
            containerPort: cell('portContainer'),
            protocol: cell('portProtocol'),
        })),
        mounts: rows(form, 'mount', (cell): MountRow => ({
            kind: cell('mountKind'),
            source: cell('mountKind') === 'tmpfs' ? '' : cell('mountSource'),
            target: cell('mountTarget'),
            mode: cell('mountMode'),
            inherited: cell('mountInherited') === 'true' && cell('mountSource') === '' && cell('mountKind') === 'volume' && cell('mountMode') !== 'ro',
        })),
        network: word(data, 'network'),
        readOnly: data.has('readOnly'),
        memory: word(data, 'memory'),
        cpus: word(data, 'cpus'),
        pids: word(data, 'pids'),
        restart: word(data, 'restart'),
        restartRetries: word(data, 'restartRetries'),
        init: data.has('init'),
        autoRemove: data.has('autoRemove'),
        privileged: data.has('privileged'),
        extras: Object.fromEntries([...data.keys()].map((name) => [name, word(data, name)])),
    };
}

function word(data: FormData, name: string): string {
    const value = data.get(name);
    return typeof value === 'string' ? value.trim() : '';
}

/** A field whose `data-image` holds what the image says. */
function choice(form: HTMLFormElement, name: string): Choice {
    const input = find<HTMLInputElement>(form, `[name="${name}"]`);
    return { value: input.value.trim(), image: input.dataset['image'] ?? '' };
}

function pairs(form: HTMLFormElement, kind: string): Pair[] {
    return rows(form, kind, (cell, row) => {
        const value = find<HTMLInputElement>(row, `[name="${kind}Value"]`);
        return {
            name: cell(`${kind}Name`),
            value: value.value,
            inherited: cell(`${kind}Inherited`) === 'true' && value.value === (value.dataset['image'] ?? ''),
        };
    });
}

function rows<T>(form: HTMLFormElement, kind: string, read: (cell: (name: string) => string, row: Element) => T): T[] {
    return [...form.querySelectorAll(`.run-row[data-row-kind="${kind}"]`)].map((row) =>
        read((name) => row.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value.trim() ?? '', row),
    );
}
