"""A registry for one engine: Debian's docker-registry in that engine's network namespace, so that all have the same
address and nobody's counts as far away."""

import http.client
import json
import shutil
import socket
import subprocess
import time
from pathlib import Path

PORT = 5000
ADDRESS = f"127.0.0.1:{PORT}"
START_LIMIT = 20


class Registry:
    def __init__(self, engine):
        self.engine = engine
        self.storage = engine.root.parent / f"registry-{engine.name}"
        self.configuration = engine.run / "registry.json"
        self.process = None

    def start(self):
        self.storage.mkdir(exist_ok=True)
        # JSON is YAML.
        self.configuration.write_text(json.dumps({
            "version": "0.1", "log": {"level": "error"}, "http": {"addr": ADDRESS},
            "storage": {"filesystem": {"rootdirectory": str(self.storage)}, "delete": {"enabled": True}},
        }))
        self.process = subprocess.Popen(
            self.engine.inside(["docker-registry", "serve", str(self.configuration)]),
            stdin=subprocess.DEVNULL, stdout=self.engine.log, stderr=self.engine.log)
        self.engine.in_network(self._await_start)

    def _await_start(self):
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("docker-registry did not start") from None
                time.sleep(0.02)

    def fill(self, archive, name):
        """Puts the image of a docker-archive into it, compressed by gzip, without the engine."""
        subprocess.run(
            self.engine.inside([
                "skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"docker-archive:{archive}",
                f"docker://{ADDRESS}/{name}"]),
            check=True)

    def tag_often(self, name, count):
        """Gives an image that it has many tags more: `tag-1` and so on."""
        self.engine.in_network(lambda: self._tag_often(name, count))

    def _tag_often(self, name, count):
        repository, tag = name.split(":")
        manifests = f"/v2/{repository}/manifests/"
        kind = "application/vnd.docker.distribution.manifest.v2+json"
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        connection.request("GET", manifests + tag, headers={"Accept": kind})
        manifest = connection.getresponse().read()
        for number in range(count):
            connection.request("PUT", f"{manifests}tag-{number}", body=manifest, headers={"Content-Type": kind})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 201:
                raise RuntimeError(f"docker-registry refused tag-{number}: {answer.status}")
        connection.close()

    def clear(self):
        for path in Path(self.storage).iterdir():
            shutil.rmtree(path)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.storage, ignore_errors=True)
