import { quote, split } from './shell-words';

/** A name with a value; `inherited` if the image says exactly so itself. */
export interface Pair {
    name: string;
    value: string;
    inherited: boolean;
}

export interface Port {
    address: string;
    hostPort: string;
    containerPort: string;
    protocol: string;
}

export interface MountRow {
    kind: string;
    source: string;
    target: string;
    mode: string;
    inherited: boolean;
}

/** A single value beside what the image says. */
export interface Choice {
    value: string;
    image: string;
}

/** What stands in the run form. */
export interface RunValues {
    image: string;
    terminal: boolean;
    name: string;
    hostname: string;
    workingDir: Choice;
    user: Choice;
    stopSignal: Choice;
    entrypoint: Choice;
    command: Choice;
    env: Pair[];
    ports: Port[];
    mounts: MountRow[];
    labels: Pair[];
    network: string;
    readOnly: boolean;
    memory: string;
    cpus: string;
    pids: string;
    restart: string;
    restartRetries: string;
    init: boolean;
    autoRemove: boolean;
    privileged: boolean;
    extras: Extras;
}

/** The rarer fields by name, as text; those of several lines have one thing a line. */
export type Extras = Readonly<Record<string, string>>;

/** Options that take the text of one field. */
const ONE: [field: string, flag: string][] = [
    ['shmSize', '--shm-size'], ['stopTimeout', '--stop-timeout'],
];

/** Options that are written once for each word, or line, of a field. */
const MANY: [field: string, flag: string, between: RegExp][] = [
    ['aliases', '--network-alias', /[\s,]+/], ['dns', '--dns', /[\s,]+/], ['extraHosts', '--add-host', /\n/],
    ['capAdd', '--cap-add', /[\s,]+/], ['capDrop', '--cap-drop', /[\s,]+/], ['ulimits', '--ulimit', /\n/],
    ['sysctls', '--sysctl', /\n/], ['devices', '--device', /\n/], ['securityOptions', '--security-opt', /\n/],
    ['logOptions', '--log-opt', /\n/],
];

const HEALTH: [field: string, flag: string][] = [
    ['healthCommand', '--health-cmd'], ['healthInterval', '--health-interval'], ['healthTimeout', '--health-timeout'],
    ['healthStartPeriod', '--health-start-period'], ['healthRetries', '--health-retries'],
];

/**
 * The `docker run` line that does the same as the form, one argument an item, each quoted for a shell. What the image
 * says itself is left out.
 *
 * @throws OpenQuoteError if command or entrypoint have a quote that is not closed
 */
export function dockerRunLine(form: RunValues): string[] {
    const line = ['docker', 'run', form.terminal ? '-it' : '-d'];
    const option = (flag: string, value: string): void => {
        if (value !== '') {
            line.push(`${flag} ${quote(value)}`);
        }
    };
    const flag = (name: string, on: boolean): void => {
        if (on) {
            line.push(name);
        }
    };
    option('--name', form.name);
    option('--hostname', form.hostname);
    option('-w', unlessImage(form.workingDir));
    option('-u', unlessImage(form.user));
    pairs(form.env).forEach((pair) => { option('-e', pair); });
    form.ports.filter((port) => port.containerPort).forEach((port) => { option('-p', publish(port)); });
    form.mounts.filter((mount) => mount.target && !mount.inherited).forEach((mount) => { line.push(mountOption(mount)); });
    option('--network', form.network === 'bridge' ? '' : form.network);
    flag('--read-only', form.readOnly);
    option('--memory', form.memory.replaceAll(/\s/g, ''));
    option('--cpus', form.cpus);
    option('--pids-limit', form.pids);
    option('--restart', restart(form));
    option('--stop-signal', unlessImage(form.stopSignal));
    pairs(form.labels).forEach((pair) => { option('--label', pair); });
    flag('--init', form.init);
    flag('--rm', form.autoRemove);
    flag('--privileged', form.privileged);
    extraOptions(form.extras).forEach(([name, value]) => { option(name, value); });
    flag('--no-healthcheck', form.extras['healthMode'] === 'none');
    const { entrypoint, words } = processOf(form);
    option('--entrypoint', entrypoint);
    return [...line, quote(form.image), ...words.map(quote)];
}

function extraOptions(extras: Extras): [flag: string, value: string][] {
    const text = (field: string): string => (extras[field] ?? '').trim();
    const driver = text('logDriver');
    return [
        ...MANY.flatMap(([field, flag, between]) =>
            text(field).split(between).map((part): [string, string] => [flag, part.trim()])),
        ...ONE.map(([field, flag]): [string, string] => [flag, text(field).replaceAll(/\s/g, '')]),
        ...(text('healthMode') === 'own' ? HEALTH.map(([field, flag]): [string, string] => [flag, text(field)]) : []),
        ['--log-driver', driver === 'json-file' ? '' : driver],
    ];
}

function unlessImage(choice: Choice): string {
    return choice.value === choice.image ? '' : choice.value;
}

function pairs(rows: Pair[]): string[] {
    return rows.filter((row) => row.name.trim() && !row.inherited).map((row) => `${row.name.trim()}=${row.value}`);
}

function publish({ address, hostPort, containerPort, protocol }: Port): string {
    const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
    const target = containerPort + (protocol === 'udp' ? '/udp' : '');
    if (host) {
        return `${host}:${hostPort}:${target}`;
    }
    return hostPort ? `${hostPort}:${target}` : target;
}

function mountOption({ kind, source, target, mode }: MountRow): string {
    const suffix = mode === 'ro' ? ':ro' : '';
    if (kind === 'tmpfs') {
        return `--tmpfs ${quote(target + suffix)}`;
    }
    if (source.includes(':') || target.includes(':')) {
        return `--mount ${quote(`type=${kind},source=${source},target=${target}${mode === 'ro' ? ',readonly' : ''}`)}`;
    }
    return `-v ${quote((source ? `${source}:` : '') + target + suffix)}`;
}

function restart(form: RunValues): string {
    if (form.restart === 'no') {
        return '';
    }
    const retries = form.restart === 'on-failure' && Number(form.restartRetries) > 0 ? `:${form.restartRetries}` : '';
    return form.restart + retries;
}

// `--entrypoint` takes one word; what follows it goes in front of the command.
function processOf(form: RunValues): { entrypoint: string; words: string[] } {
    const entrypoint = split(form.entrypoint.value);
    const ownEntrypoint = form.entrypoint.value.trim() !== form.entrypoint.image.trim();
    const ownCommand = ownEntrypoint || form.command.value.trim() !== form.command.image.trim();
    const command = split(form.command.value);
    const words = [...(ownEntrypoint ? entrypoint.slice(1) : []), ...(ownCommand ? command : [])];
    return { entrypoint: ownEntrypoint ? (entrypoint[0] ?? '') : '', words };
}
