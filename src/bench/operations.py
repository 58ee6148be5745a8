"""What is measured. An operation has an untimed `prepare`, a timed `work` and an untimed `clean_up`, each given the engine;
`work` returns nothing, or the seconds it counted itself."""

import os
import signal
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Callable

from corpus import Corpus
from registry import ADDRESS, Registry

NAMES = Corpus.names
PORT = 18899
CLIENTS_OF_REGISTRIES = ("skopeo",)


def _nothing(engine):
    pass


@dataclass
class Operation:
    key: str
    title: str
    work: Callable
    prepare: Callable = _nothing
    clean_up: Callable = _nothing
    set_up: Callable = _nothing
    tear_down: Callable = _nothing
    not_for: tuple = ()
    also_for: tuple = ()
    state: dict = field(default_factory=dict)


def _sink():
    return open(os.devnull, "wb")


def load(corpus, image):
    return Operation(
        f"load {image}", f"load {image} (docker-archive, cold store)",
        lambda engine: engine.api.load(corpus.archive(image)),
        clean_up=lambda engine: engine.api.remove_image(NAMES[image]))


def save(corpus, image):
    def work(engine):
        with _sink() as out:
            engine.api.save(NAMES[image], out)

    return Operation(
        f"save {image}", f"save {image}", work,
        set_up=lambda engine: engine.api.load(corpus.archive(image)),
        tear_down=lambda engine: engine.api.remove_image(NAMES[image]))


class _Containers:
    """One container for each engine, made before an operation's rounds and removed after them."""

    def __init__(self, corpus, image, command, running=True, **options):
        self.corpus, self.image, self.command, self.running, self.options = corpus, image, command, running, options
        self.ids = {}

    def set_up(self, engine):
        engine.api.load(self.corpus.archive(self.image))
        container = engine.api.create(NAMES[self.image], self.command, **self.options)
        self.ids[engine.name] = container
        if self.running:
            engine.api.start(container)

    def tear_down(self, engine):
        engine.api.remove(self.ids.pop(engine.name))
        engine.api.remove_image(NAMES[self.image])


def commit(corpus, key, title, script):
    containers = _Containers(corpus, "b", ["sleep", "infinity"])

    def set_up(engine):
        containers.set_up(engine)
        engine.api.execute(containers.ids[engine.name], ["sh", "-c", script])

    return Operation(
        f"commit {key}", f"commit, {title}",
        lambda engine: engine.api.commit(containers.ids[engine.name], "bench/commit", "1"),
        clean_up=lambda engine: engine.api.remove_image("bench/commit:1"),
        set_up=set_up, tear_down=containers.tear_down)


def export(corpus):
    containers = _Containers(corpus, "c", ["true"], running=False)

    def work(engine):
        with _sink() as out:
            engine.api.export(containers.ids[engine.name], out)

    return Operation("export c", "export c", work, set_up=containers.set_up, tear_down=containers.tear_down)


def import_tree(corpus):
    tree = corpus.directory / "c-tree.tar"
    containers = _Containers(corpus, "c", ["true"], running=False)

    def set_up(engine):
        if not tree.exists():
            containers.set_up(engine)
            with open(tree, "wb") as out:
                engine.api.export(containers.ids[engine.name], out)
            containers.tear_down(engine)

    return Operation(
        "import c", "import c", lambda engine: engine.api.import_tree(tree, "bench/import", "1"),
        clean_up=_remove_imported, set_up=set_up)


def _remove_imported(engine):
    # podman puts "localhost/" before the name, and then does not find it without.
    for image in engine.api.images():
        if any(tag.endswith("bench/import:1") for tag in image["RepoTags"] or []):
            engine.api.remove_image(image["Id"])


def create_and_start(corpus, network):
    def work(engine):
        container = engine.api.create(NAMES["a"], ["sleep", "1000"], network)
        operation.state[engine.name] = container
        engine.api.start(container)

    operation = Operation(
        f"start {network}", f"create + start, network {network}", work,
        clean_up=lambda engine: engine.api.remove(operation.state.pop(engine.name)),
        set_up=lambda engine: engine.api.load(corpus.archive("a")),
        tear_down=lambda engine: engine.api.remove_image(NAMES["a"]))
    return operation


def run_to_end(corpus, network):
    """What `docker run --rm` asks of the server for a program that ends at once."""

    def work(engine):
        container = engine.api.create(NAMES["a"], ["true"], network)
        engine.api.start(container)
        engine.api.wait(container)
        engine.api.remove(container)

    return Operation(
        f"run {network}", f"create + start + wait + remove of true, network {network}", work,
        set_up=lambda engine: engine.api.load(corpus.archive("a")),
        tear_down=lambda engine: engine.api.remove_image(NAMES["a"]))


def starts_at_once(corpus, network):
    count = 20

    def start(engine):
        engine.api.start(engine.api.create(NAMES["a"], ["sleep", "1000"], network))

    return Operation(
        f"starts {network}", f"{count} × create + start at once, network {network}",
        lambda engine: at_once(count, lambda: start(engine)),
        clean_up=_remove_containers,
        set_up=lambda engine: engine.api.load(corpus.archive("a")),
        tear_down=lambda engine: engine.api.remove_image(NAMES["a"]))


def _remove_containers(engine):
    for container in engine.api.containers():
        engine.api.remove(container["Id"])


def first_byte(corpus):
    """From the create call to the first byte that the published port serves on the host's loopback address."""

    def work(engine):
        container = engine.api.create(NAMES["a"], ["httpd", "-f", "-p", str(PORT), "-h", "/etc"], "bridge", PORT)
        operation.state[engine.name] = container
        engine.api.start(container)
        engine.in_network(_await_byte)

    operation = Operation(
        "first byte", "create + start with a published port, to the first byte served", work,
        clean_up=lambda engine: engine.api.remove(operation.state.pop(engine.name)),
        set_up=lambda engine: engine.api.load(corpus.archive("a")),
        tear_down=lambda engine: engine.api.remove_image(NAMES["a"]))
    return operation


def _await_byte():
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", PORT), timeout=2) as connection:
                connection.sendall(b"GET /passwd HTTP/1.0\r\n\r\n")
                if connection.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.001)
    raise RuntimeError("no byte served in 30 s")


def stop(corpus):
    def prepare(engine):
        container = engine.api.create(NAMES["a"], ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done"])
        operation.state[engine.name] = container
        engine.api.start(container)
        time.sleep(0.3)  # The shell must have set its trap.

    operation = Operation(
        "stop", "stop of a container that heeds SIGTERM within 50 ms",
        lambda engine: engine.api.stop(operation.state[engine.name]),
        prepare=prepare,
        clean_up=lambda engine: engine.api.remove(operation.state.pop(engine.name)),
        set_up=lambda engine: engine.api.load(corpus.archive("a")),
        tear_down=lambda engine: engine.api.remove_image(NAMES["a"]))
    return operation


def exit_noticed(corpus):
    """From the death of a container's process, killed from outside, to the server's answer that it has ended."""

    def prepare(engine):
        container = engine.api.create(NAMES["a"], ["sleep", "1000"])
        engine.api.start(container)
        operation.state[engine.name] = container, engine.api.pid(container)

    def work(engine):
        container, pid = operation.state[engine.name]
        os.kill(pid, signal.SIGKILL)
        engine.api.wait(container)

    operation = Operation(
        "exit", "exit of a killed process is noticed", work, prepare=prepare,
        clean_up=lambda engine: engine.api.remove(operation.state.pop(engine.name)[0]),
        set_up=lambda engine: engine.api.load(corpus.archive("a")),
        tear_down=lambda engine: engine.api.remove_image(NAMES["a"]))
    return operation


def execute(corpus):
    containers = _Containers(corpus, "a", ["sleep", "1000"])
    return Operation(
        "exec", "exec true", lambda engine: engine.api.execute(containers.ids[engine.name], ["true"]),
        set_up=containers.set_up, tear_down=containers.tear_down)


def list_images(corpus):
    def tear_down(engine):
        for image in engine.api.images():
            engine.api.remove_image(image["Id"])

    # podman needs minutes to load them and more than one to list them.
    return Operation(
        "list", "list 1,000 images (/images/json)", lambda engine: engine.api.images(),
        set_up=lambda engine: engine.api.load(corpus.archive("many")), tear_down=tear_down, not_for=("podman",))


class _Registries:
    """A registry for each engine, as long as an operation lasts."""

    PULLED = f"{ADDRESS}/bench/pulled"
    PUSHED = f"{ADDRESS}/bench/pushed"

    def __init__(self, corpus, *images):
        self.corpus, self.images, self.running = corpus, images, {}

    def set_up(self, engine):
        registry = Registry(engine)
        self.running[engine.name] = registry
        registry.start()
        for image in self.images:
            registry.fill(self.corpus.archive(image), f"bench/pulled:{image}")

    def load_to_push(self, engine):
        self.set_up(engine)
        engine.api.load(self.corpus.archive("c"))
        engine.api.tag(NAMES["c"], self.PUSHED, "c")

    def pull(self, engine, image):
        engine.api.pull(self.PULLED, image)

    def push(self, engine):
        engine.api.push(self.PUSHED, "c")

    def clear(self, engine):
        self.running[engine.name].clear()

    def tear_down(self, engine):
        self.running.pop(engine.name).stop()

    def remove_and_tear_down(self, engine):
        self.tear_down(engine)
        for image in engine.api.images():
            engine.api.remove_image(image["Id"])


def pull(corpus):
    registries = _Registries(corpus, "c")
    return Operation(
        "pull c", "pull c, gzip, loopback registry (cold store)", lambda engine: registries.pull(engine, "c"),
        clean_up=lambda engine: engine.api.remove_image(f"{registries.PULLED}:c"),
        set_up=registries.set_up, tear_down=registries.tear_down, also_for=CLIENTS_OF_REGISTRIES)


def pull_on_base(corpus):
    registries = _Registries(corpus, "b", "c")

    def set_up(engine):
        registries.set_up(engine)
        registries.pull(engine, "b")

    return Operation(
        "pull c on b", "pull c where its base b is here", lambda engine: registries.pull(engine, "c"),
        clean_up=lambda engine: engine.api.remove_image(f"{registries.PULLED}:c"),
        set_up=set_up, tear_down=registries.remove_and_tear_down, also_for=CLIENTS_OF_REGISTRIES)


def push_first(corpus):
    registries = _Registries(corpus)
    return Operation(
        "push c", "push c to an empty registry", registries.push, prepare=registries.clear,
        set_up=registries.load_to_push, tear_down=registries.remove_and_tear_down, also_for=CLIENTS_OF_REGISTRIES)


def push_second(corpus):
    registries = _Registries(corpus)

    def set_up(engine):
        registries.load_to_push(engine)
        registries.push(engine)

    return Operation(
        "push c again", "push c that the registry has", registries.push,
        set_up=set_up, tear_down=registries.remove_and_tear_down, also_for=CLIENTS_OF_REGISTRIES)


def second_push_bytes(corpus, engine):
    """What goes over the wire, both ways, when nothing is new to the registry."""
    registries = _Registries(corpus)
    try:
        registries.load_to_push(engine)
        registries.push(engine)
        before = engine.wire_bytes()
        registries.push(engine)
        return engine.wire_bytes() - before
    finally:
        registries.remove_and_tear_down(engine)


def list_tags(corpus):
    registries = _Registries(corpus, "a")

    def set_up(engine):
        registries.set_up(engine)
        registries.running[engine.name].tag_often("bench/pulled:a", 1000)

    # Docker has no request for it.
    return Operation(
        "tags", "list the 1,000 tags of a repository", lambda engine: engine.list_tags(registries.PULLED),
        set_up=set_up, tear_down=registries.tear_down, not_for=("dockerd",), also_for=CLIENTS_OF_REGISTRIES)


CLIENTS = 8


def at_once(clients, work):
    """Has that many threads do it; fails if one of them does."""
    failures = []

    def client():
        try:
            work()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def asked_by_many(key, title, url, requests, set_up, tear_down):
    """`requests` requests in all, by eight clients at once."""
    return Operation(
        key, title, lambda engine: at_once(CLIENTS, lambda: engine.api.get_many(url, requests // CLIENTS)),
        set_up=set_up, tear_down=tear_down, not_for=("podman",))


def many_image_lists(corpus):
    single = list_images(corpus)
    return asked_by_many(
        "lists images", "80 lists of 1,000 images, by 8 clients", "/images/json", 80, single.set_up, single.tear_down)


def many_container_lists(corpus):
    def set_up(engine):
        engine.api.load(corpus.archive("a"))
        for _ in range(200):
            engine.api.create(NAMES["a"], ["true"])

    def tear_down(engine):
        _remove_containers(engine)
        engine.api.remove_image(NAMES["a"])

    return asked_by_many(
        "lists containers", "400 lists of 200 containers, by 8 clients", "/containers/json?all=1", 400, set_up, tear_down)


def all_operations(corpus):
    return [
        load(corpus, "c"), load(corpus, "d"), load(corpus, "b"), load(corpus, "e"), save(corpus, "c"),
        commit(corpus, "10", "10 changed files", "for i in 0 1 2 3 4 5 6 7 8 9; do echo $i >/etc/changed-$i; done"),
        commit(
            corpus, "20000", "20,000 new files",
            "mkdir /new; cd /new; i=0; while [ $i -lt 20000 ]; do echo content of file $i >$i; i=$((i+1)); done"),
        commit(corpus, "500M", "one new file of 500 MB", "head -c 500000000 /dev/urandom >/big"),
        export(corpus), import_tree(corpus), create_and_start(corpus, "none"), create_and_start(corpus, "bridge"),
        run_to_end(corpus, "none"), run_to_end(corpus, "bridge"), starts_at_once(corpus, "none"),
        starts_at_once(corpus, "bridge"), first_byte(corpus), stop(corpus), exit_noticed(corpus),
        execute(corpus), pull(corpus), pull_on_base(corpus), push_first(corpus),
        push_second(corpus), list_tags(corpus), list_images(corpus), many_image_lists(corpus), many_container_lists(corpus),
    ]
