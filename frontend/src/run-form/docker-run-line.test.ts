import { describe, expect, it } from 'vitest';
import { dockerRunLine, type RunValues } from './docker-run-line';
import { OpenQuoteError } from './shell-words';

const same = (value = ''): { value: string; image: string } => ({ value, image: value });

const plain: RunValues = {
    image: 'busybox', terminal: false, name: '', hostname: '', workingDir: same(), user: same(), stopSignal: same(),
    entrypoint: same(), command: same('sh'), env: [], ports: [], mounts: [], labels: [], network: 'bridge',
    readOnly: false, memory: '', cpus: '', pids: '', restart: 'no', restartRetries: '', init: false, autoRemove: false,
    privileged: false, extras: {},
};

const line = (change: Partial<RunValues>): string => dockerRunLine({ ...plain, ...change }).join(' ');

describe('dockerRunLine', () => {
    it('says only what the image does not', () => {
        expect(line({})).toBe('docker run -d busybox');
    });

    it("writes the seeds' lines", () => {
        expect(line({ name: 'test', image: 'docker.io/centos' })).toBe('docker run -d --name test docker.io/centos');
        const ports = [{ address: '', hostPort: '8080', containerPort: '8080', protocol: 'tcp' }];
        expect(line({ terminal: true, image: 'docker.io/tomcat', ports })).toBe('docker run -it -p 8080:8080 docker.io/tomcat');
    });

    it('quotes what a shell would read otherwise', () => {
        expect(line({ name: 'a b', command: { value: "sh -c 'echo $HOME; ls'", image: 'sh' } })).toBe(
            "docker run -d --name 'a b' busybox sh -c 'echo $HOME; ls'",
        );
    });

    it('publishes ports in every form', () => {
        const port = (address: string, hostPort: string, containerPort: string, protocol = 'tcp') => ({
            address, hostPort, containerPort, protocol,
        });
        const ports = [port('127.0.0.1', '80', '8080'), port('', '', '53', 'udp'), port('::1', '', '90'), port('', '1', '')];
        expect(line({ ports })).toBe("docker run -d -p 127.0.0.1:80:8080 -p 53/udp -p '[::1]::90' busybox");
    });

    it('mounts volumes, folders and memory', () => {
        const mount = (kind: string, source: string, target: string, mode = 'rw', inherited = false) => ({
            kind, source, target, mode, inherited,
        });
        const mounts = [
            mount('volume', 'data', '/data'), mount('volume', '', '/anonymous'), mount('bind', '/srv', '/www', 'ro'),
            mount('tmpfs', '', '/tmp'), mount('bind', '/a:b', '/c', 'ro'), mount('volume', '', '/image-says-so', 'rw', true),
        ];
        expect(line({ mounts })).toBe(
            'docker run -d -v data:/data -v /anonymous -v /srv:/www:ro --tmpfs /tmp'
            + ' --mount type=bind,source=/a:b,target=/c,readonly busybox',
        );
    });

    it('splits an entrypoint of several words', () => {
        expect(line({ entrypoint: { value: '/entry.sh --wait', image: '' }, command: same('run') })).toBe(
            'docker run -d --entrypoint /entry.sh busybox --wait run',
        );
    });

    it('leaves out what the image says of the environment', () => {
        const env = [{ name: 'PATH', value: '/bin', inherited: true }, { name: ' A ', value: 'x y', inherited: false }];
        expect(line({ env })).toBe("docker run -d -e 'A=x y' busybox");
    });

    it('writes limits and policies', () => {
        expect(line({
            memory: '512 m', cpus: '1.5', pids: '100', restart: 'on-failure', restartRetries: '3', readOnly: true,
            autoRemove: true, init: true, network: 'none', privileged: true,
        })).toBe(
            'docker run -d --network none --read-only --memory 512m --cpus 1.5 --pids-limit 100'
            + ' --restart on-failure:3 --init --rm --privileged busybox',
        );
    });

    it('writes the rarer options', () => {
        expect(line({
            network: 'shop',
            extras: {
                aliases: 'db, store', extraHosts: 'a:10.0.0.1\nb:10.0.0.2', capAdd: 'NET_ADMIN', ulimits: 'nofile=1:2',
                shmSize: '64 m', stopTimeout: '3', healthMode: 'own', healthCommand: 'test -e /ok', healthRetries: '2',
                logDriver: 'local', logOptions: 'max-size=1m', securityOptions: '', sysctls: ' ',
            },
        })).toBe(
            'docker run -d --network shop --network-alias db --network-alias store --add-host a:10.0.0.1'
            + ' --add-host b:10.0.0.2 --cap-add NET_ADMIN --ulimit nofile=1:2 --log-opt max-size=1m --shm-size 64m'
            + " --stop-timeout 3 --health-cmd 'test -e /ok' --health-retries 2 --log-driver local busybox",
        );
        expect(line({ extras: { healthMode: 'none', logDriver: 'json-file' } })).toBe('docker run -d --no-healthcheck busybox');
    });

    it('refuses an open quote', () => {
        expect(() => line({ command: { value: "echo 'x", image: '' } })).toThrow(OpenQuoteError);
    });
});
