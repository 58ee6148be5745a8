"""A registry for one engine: Debian's docker-registry in that engine's network namespace, so that all have the same
address and nobody's counts as far away."""

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

    def clear(self):
        for path in Path(self.storage).iterdir():
            shutil.rmtree(path)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.storage, ignore_errors=True)
