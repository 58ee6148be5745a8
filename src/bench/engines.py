"""The three contestants: Onionyard, dockerd and podman, each in a network namespace and on a data directory of its own,
all spoken to through the Docker Engine API on a unix socket."""

import contextlib
import ctypes
import http.client
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode

import registry

PROJECT = Path(__file__).resolve().parents[2]
CHUNK = 1 << 20
CLONE_NEWNET = 0x40000000
START_LIMIT = 120
LIBC = ctypes.CDLL(None, use_errno=True)


class SocketConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout, blocksize=CHUNK)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Api:
    """The few calls of the Docker Engine API that are measured."""

    def __init__(self, path, timeout=900):
        self.path, self.timeout = path, timeout

    @contextlib.contextmanager
    def open(self, method, url, body=None, headers=None):
        connection = SocketConnection(self.path, self.timeout)
        try:
            connection.request(method, "/v1.41" + url, body=body, headers=headers or {})
            response = connection.getresponse()
            if response.status >= 400:
                raise RuntimeError(f"{method} {url}: {response.status} {response.read(2000).decode(errors='replace')}")
            yield response
        finally:
            connection.close()

    def call(self, method, url, body=None):
        headers = {"Content-Type": "application/json"} if body is not None else {}
        with self.open(method, url, json.dumps(body) if body is not None else None, headers) as response:
            return response.read()

    def call_json(self, method, url, body=None):
        return json.loads(self.call(method, url, body))

    def _send_file(self, url, file):
        headers = {"Content-Type": "application/x-tar", "Content-Length": str(os.path.getsize(file))}
        with open(file, "rb") as data, self.open("POST", url, data, headers) as response:
            answer = response.read().decode(errors="replace")
        if '"error' in answer:
            raise RuntimeError(f"POST {url}: {answer[-2000:]}")

    def _receive(self, url, out):
        with self.open("GET", url) as response:
            while chunk := response.read(CHUNK):
                out.write(chunk)

    def load(self, archive):
        self._send_file("/images/load?quiet=1", archive)

    def save(self, image, out):
        self._receive(f"/images/{quote(image)}/get", out)

    def import_tree(self, tar, repo, tag):
        self._send_file("/images/create?" + urlencode({"fromSrc": "-", "repo": repo, "tag": tag}), tar)

    def pull(self, name, tag):
        self._transfer("/images/create?" + urlencode({"fromImage": name, "tag": tag}))

    def push(self, name, tag):
        self._transfer(f"/images/{name}/push?" + urlencode({"tag": tag}))

    def _transfer(self, url):
        # {} in Base64: nobody in particular.
        with self.open("POST", url, headers={"X-Registry-Auth": "e30="}) as response:
            answer = response.read().decode(errors="replace")
        if '"error' in answer:
            raise RuntimeError(f"POST {url}: {answer[-2000:]}")

    def build(self, context, name, cached):
        """Builds a tar with a Dockerfile; fails if the stream tells of an error."""
        query = urlencode({"t": name, "nocache": 0 if cached else 1, "rm": 1, "networkmode": "none"})
        headers = {"Content-Type": "application/x-tar", "Content-Length": str(len(context))}
        with self.open("POST", f"/build?{query}", context, headers) as response:
            for line in response.read().splitlines():
                if b'"error"' in line:
                    raise RuntimeError(f"build: {line.decode(errors='replace')}")

    def tag(self, image, name, tag):
        self.call("POST", f"/images/{quote(image)}/tag?" + urlencode({"repo": name, "tag": tag}))

    def export(self, container, out):
        self._receive(f"/containers/{container}/export", out)

    def commit(self, container, repo, tag):
        self.call("POST", "/commit?" + urlencode({"container": container, "repo": repo, "tag": tag}), {})

    def remove_image(self, image):
        self.call("DELETE", f"/images/{quote(image)}?force=1")

    def images(self):
        return self.call_json("GET", "/images/json")

    def containers(self):
        return self.call_json("GET", "/containers/json?all=1")

    def get_many(self, url, count):
        """Asks the same thing again and again over one connection."""
        connection = SocketConnection(self.path, self.timeout)
        try:
            for _ in range(count):
                connection.request("GET", "/v1.41" + url)
                response = connection.getresponse()
                if response.status != 200:
                    raise RuntimeError(f"GET {url}: {response.status}")
                response.read()
        finally:
            connection.close()

    def create(self, image, command, network="none", port=None):
        host = {"NetworkMode": network}
        body = {"Image": image, "Cmd": command, "HostConfig": host}
        if port:
            body["ExposedPorts"] = {f"{port}/tcp": {}}
            host["PortBindings"] = {f"{port}/tcp": [{"HostIp": "", "HostPort": str(port)}]}
        return self.call_json("POST", "/containers/create", body)["Id"]

    def start(self, container):
        self.call("POST", f"/containers/{container}/start")

    def stop(self, container):
        self.call("POST", f"/containers/{container}/stop")

    def pid(self, container):
        return self.call_json("GET", f"/containers/{container}/json")["State"]["Pid"]

    def wait(self, container):
        self.call("POST", f"/containers/{container}/wait")

    def remove(self, container):
        self.call("DELETE", f"/containers/{container}?force=1&v=1")

    def execute(self, container, command):
        """Runs a command in a container to its end."""
        body = {"Cmd": command, "AttachStdout": True, "AttachStderr": True}
        exec_id = self.call_json("POST", f"/containers/{container}/exec", body)["Id"]
        self.call("POST", f"/exec/{exec_id}/start", {"Detach": False, "Tty": False})
        code = self.call_json("GET", f"/exec/{exec_id}/json")["ExitCode"]
        if code != 0:
            raise RuntimeError(f"{command} ended with {code}")


def make_network(namespace):
    """Makes a network with nothing but loopback."""
    subprocess.run(["ip", "netns", "del", namespace], stderr=subprocess.DEVNULL)
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    subprocess.run(["ip", "-n", namespace, "link", "set", "lo", "up"], check=True)


class Engine:
    """A running server. Subclasses say how it is started."""

    name = ""

    def __init__(self, root, logs):
        self.root = Path(root)
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        # Short, for the sockets of its monitors.
        self.run = Path("/run") / f"yard-bench-{self.name}"
        shutil.rmtree(self.run, ignore_errors=True)
        self.run.mkdir()
        self.namespace = f"yard-bench-{self.name}"
        self.socket = self.run / "api.sock"
        self.api = Api(self.socket)
        self.process = None
        self.log = open(logs / f"{self.name}.log", "wb")

    def command(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def version(self):
        raise NotImplementedError

    def start(self):
        make_network(self.namespace)
        self.process = subprocess.Popen(
            self.inside(self.command()),
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=os.environ | self.environment())
        self._await_api()

    def inside(self, command):
        """That command in this engine's network. Not `ip netns exec`: that mounts a new /sys, without control groups."""
        return ["nsenter", f"--net=/run/netns/{self.namespace}", *command]

    def _await_api(self):
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                self.api.images()
                return
            except (OSError, RuntimeError, http.client.HTTPException):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} did not start; see {self.log.name}") from None
                time.sleep(0.1)

    def stop(self):
        with contextlib.suppress(OSError, RuntimeError, http.client.HTTPException):
            for container in self.api.containers():
                self.api.remove(container["Id"])
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._end_monitors()
        self._unmount()
        subprocess.run(["ip", "netns", "del", self.namespace], check=False)
        shutil.rmtree(self.run, ignore_errors=True)
        self.log.close()

    def clear(self):
        """Removes all containers and images, after an operation that failed half-way."""
        with contextlib.suppress(OSError, RuntimeError, http.client.HTTPException):
            for container in self.api.containers():
                self.api.remove(container["Id"])
            for image in self.api.images():
                self.api.remove_image(image["Id"])

    def _end_monitors(self):
        """podman's monitors of ended execs wait five minutes, in a mount namespace that keeps the disk busy."""
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
                if "conmon" in command[0] and any(part.startswith(f"{self.root}/") for part in command):
                    os.kill(int(pid), signal.SIGKILL)

    def _unmount(self):
        with open("/proc/self/mountinfo") as mounts:
            points = [line.split()[4] for line in mounts]
        for point in reversed(points):
            if point.startswith((f"{self.root}/", f"{self.run}/")):
                subprocess.run(["umount", "--lazy", point], check=False)

    def in_network(self, work):
        """Runs `work` on a thread inside this engine's network."""
        failures = []

        def body():
            try:
                self._enter_network()
                work()
            except Exception as failure:
                failures.append(failure)

        thread = threading.Thread(target=body)
        thread.start()
        thread.join()
        if failures:
            raise failures[0]

    def _enter_network(self):
        with open(f"/run/netns/{self.namespace}") as handle:
            if LIBC.setns(handle.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def wire_bytes(self):
        """What has gone over this network's loopback so far."""
        counted = []
        self.in_network(lambda: counted.append(Path("/proc/thread-self/net/dev").read_text()))
        loopback = next(line for line in counted[0].splitlines() if line.strip().startswith("lo:"))
        return int(loopback.split()[1])

    def pids(self):
        """The server's own processes, without containers and their monitors."""
        return [self.process.pid]

    def memory(self):
        """Resident bytes of the server's own processes."""
        return sum(_resident(pid) for pid in self.pids())

    def disk(self):
        printed = subprocess.run(["du", "-sx", "--block-size=1", str(self.root)], capture_output=True, text=True).stdout
        return int(printed.split()[0])


class Onionyard(Engine):
    name = "onionyard"
    port = 8080
    PASSWORD = "bench-password-1"

    def command(self):
        properties = {
            "onionyard.home": self.root, "onionyard.run": self.run / "r", "onionyard.socket": self.socket,
            "onionyard.admin.password": self.PASSWORD, "server.port": self.port,
        }
        java = os.environ.get("ONIONYARD_JAVA_HOME") or _newest_jdk()
        jar = PROJECT / "target" / "onionyard.jar"
        return [f"{java}/bin/java", "-jar", str(jar), *(f"--{k}={v}" for k, v in properties.items())]

    def version(self):
        return "this version"

    def list_tags(self, repository):
        """As the dialog of a pull does while a tag is typed: asks the registry for all."""
        self.in_network(lambda: self._list_tags(repository))

    def _list_tags(self, repository):
        if "dashboard" not in self.__dict__:
            self.dashboard = self._sign_in()
        with self.dashboard.open(f"http://127.0.0.1:{self.port}/api/registries/names?text={quote(repository)}:tag-") as answer:
            names = json.load(answer)["names"]
        if not names:
            raise RuntimeError("no tags")

    def _sign_in(self):
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with browser.open(f"http://127.0.0.1:{self.port}/sign-in") as page:
            token = re.search(r'name="csrf-token" content="([^"]+)"', page.read().decode()).group(1)
        form = urlencode({"name": "admin", "password": self.PASSWORD, "_csrf": token}).encode()
        browser.open(f"http://127.0.0.1:{self.port}/sign-in", form).close()
        return browser


class Dockerd(Engine):
    name = "dockerd"

    def command(self):
        return [
            "dockerd", "--data-root", str(self.root), "--exec-root", str(self.run / "x"),
            "--pidfile", str(self.run / "pid"), "--host", f"unix://{self.socket}", "--storage-driver", "overlay2",
        ]

    def version(self):
        return self.api.call_json("GET", "/version")["Version"]

    def pids(self):
        return [self.process.pid, *(pid for pid in _children(self.process.pid) if _name(pid) == "containerd")]


class Podman(Engine):
    name = "podman"

    def environment(self):
        # By default it asks for more than a machine without CAP_SYS_RESOURCE may give, and more than it leaves itself.
        limits = f"nofile={_limit(resource.RLIMIT_NOFILE, 1 << 20)}", f"nproc={_limit(resource.RLIMIT_NPROC, 1 << 15)}"
        configuration = self.run / "containers.conf"
        configuration.write_text(f"[containers]\ndefault_ulimits = {json.dumps(limits)}\n")
        registries = self.run / "registries.conf"
        registries.write_text(f'[[registry]]\nlocation = "{registry.ADDRESS}"\ninsecure = true\n')
        return {"CONTAINERS_CONF": str(configuration), "CONTAINERS_REGISTRIES_CONF": str(registries)}

    def command(self):
        # crun refuses a host where cgroup v1 and v2 share the controllers: hide the v2 half from it.
        unified = Path("/sys/fs/cgroup/unified/cgroup.controllers")
        hide = ["unshare", "-m", "sh", "-c", 'umount /sys/fs/cgroup/unified && exec "$@"', "sh"]
        return (hide if unified.exists() and unified.read_text().strip() else []) + [
            "podman", "--root", str(self.root), "--runroot", str(self.run / "x"), "--tmpdir", str(self.run / "t"),
            "--storage-driver", "overlay", "--cgroup-manager", "cgroupfs", "--events-backend", "file",
            "--network-config-dir", str(self.run / "networks"), "system", "service", "--time=0",
            f"unix://{self.socket}",
        ]

    def version(self):
        return self.api.call_json("GET", "/version")["Version"]

    def list_tags(self, repository):
        url = "/libpod/images/search?" + urlencode(
            {"term": repository, "listTags": "true", "limit": 2000, "tlsVerify": "false"})
        if not self.api.call_json("GET", url):
            raise RuntimeError("no tags")


def _limit(kind, most):
    hard = resource.getrlimit(kind)[1]
    value = most if hard == resource.RLIM_INFINITY else min(hard, most)
    return f"{value}:{value}"


def _newest_jdk():
    found = [p for p in Path("/usr/lib/jvm").iterdir() if "25" in p.name and (p / "bin/java").exists()]
    return str(sorted(found)[-1])


def _resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def _children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        direct = [int(child) for child in children.read().split()]
    for task in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/task/{task}/children") as children:
            direct += [int(child) for child in children.read().split()]
    return set(direct)


def _name(pid):
    with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/comm") as comm:
        return comm.read().strip()
    return ""
