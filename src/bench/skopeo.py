"""skopeo, which is no engine: it takes part where images go to and from registries. Its store is the one podman uses."""

import subprocess

from engines import Engine, make_network


class Skopeo(Engine):
    name = "skopeo"

    def start(self):
        make_network(self.namespace)
        self.api = _Commands(self)

    def run_to_end(self, *words):
        done = subprocess.run(
            self.inside(["skopeo", *words]), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        if done.returncode != 0:
            raise RuntimeError(f"skopeo {words[0]}: {done.stderr[-2000:]}")
        return done.stdout

    def version(self):
        return self.run_to_end("--version").split()[-1]

    def list_tags(self, repository):
        if '"tag-' not in self.run_to_end("list-tags", "--tls-verify=false", f"docker://{repository}"):
            raise RuntimeError("no tags")


class _Commands:
    """What the operations call on an engine's API, as far as skopeo has it."""

    def __init__(self, skopeo):
        self.skopeo, self.archive, self.names = skopeo, None, set()

    def load(self, archive):
        """Only remembered: [tag] brings it into the store."""
        self.archive = archive

    def tag(self, _image, name, tag):
        self._copy(f"docker-archive:{self.archive}", self._keep(f"{name}:{tag}"))

    def pull(self, name, tag):
        self._copy(f"docker://{name}:{tag}", self._keep(f"{name}:{tag}"))

    def push(self, name, tag):
        self._copy(self._kept(f"{name}:{tag}"), f"docker://{name}:{tag}")

    def images(self):
        return [{"Id": name} for name in self.names]

    def containers(self):
        return []

    def remove_image(self, name):
        self.skopeo.run_to_end("delete", self._kept(name))
        self.names.discard(name)

    def _copy(self, source, target):
        self.skopeo.run_to_end("copy", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false", source, target)

    def _keep(self, name):
        self.names.add(name)
        return self._kept(name)

    def _kept(self, name):
        return f"containers-storage:[overlay@{self.skopeo.root}+{self.skopeo.run}]{name}"
