"""The images that are measured: docker-archives, made once and kept in a directory.

| image | what |
|---|---|
| a | a static busybox, one layer |
| b | Debian minbase, one layer |
| c | b, a headless Java and Tomcat: six layers |
| d | 20 layers of 2,000 half-compressible files of 37 bytes to 9 kB |
| e | one layer with one incompressible file of 1 GiB |
| many | 1,000 images of one tiny layer each, on top of a |

a, b and c are the integration tests' own images (dev.onionyard.fixtures.TestImages).
"""

import functools
import hashlib
import io
import json
import os
import random
import subprocess
import tarfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TIME = 1767323045
GIB = 1 << 30


class Corpus:
    """The archives, each made when it is first asked for, and the name that each image gets."""

    names = {"a": "busybox:test", "b": "debian:test", "c": "tomcat:11", "d": "many-files:test", "e": "big-file:test"}

    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)

    def archive(self, key):
        if key in ("a", "b", "c"):
            return self._test_images()[key]
        write = {"d": _write_many_files, "e": _write_big_file, "many": _write_many_images}[key]
        file = self.directory / f"{key}.tar"
        if not file.exists():
            half = file.with_suffix(".half")
            write(half)
            half.rename(file)
        return file

    @functools.cache
    def _test_images(self):
        made = _make_test_images()
        return {"a": made["busybox"], "b": made["debian"], "c": made["tomcat"]}


def _make_test_images():
    """Makes the integration tests' images and returns their paths by name."""
    command = [
        "./mvnw", "-q", "-Dfast", "-Dfrontend.skip", "test-compile", "dependency:copy@test-image-contents", "exec:java",
        "-Dexec.mainClass=dev.onionyard.fixtures.TestImages", "-Dexec.classpathScope=test",
    ]
    printed = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout
    files = [Path(line) for line in printed.splitlines() if line.startswith("/") and line.endswith(".tar")]
    return {file.name.split("-")[0]: file for file in files}


def _write_many_files(file):
    rnd = random.Random(1)
    layers = []
    for layer in range(20):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as tar:
            _directory(tar, f"layer{layer:02}")
            for directory in range(40):
                _directory(tar, f"layer{layer:02}/{directory:02}")
                for number in range(50):
                    size = rnd.randint(37, 9000)
                    content = rnd.randbytes(size // 2) + b"onion " * (size // 12 + 1)
                    _file(tar, f"layer{layer:02}/{directory:02}/{number:02}", content[:size])
        layers.append(data.getvalue())
    _write_archive(file, [(Corpus.names["d"], layers)])


def _write_big_file(file):
    """As one layer of more than a gigabyte does not belong in memory, the layer is a file of its own for a while."""
    layer = file.with_suffix(".layer")
    rnd = random.Random(2)
    content = file.with_suffix(".content")
    with open(content, "wb") as out:
        for _ in range(GIB >> 20):
            out.write(rnd.randbytes(1 << 20))
    with tarfile.open(layer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("big")
        info.size, info.mtime = GIB, TIME
        with open(content, "rb") as data:
            tar.addfile(info, data)
    _write_archive(file, [(Corpus.names["e"], [layer])])
    content.unlink()
    layer.unlink()


def _write_many_images(file):
    images = []
    for number in range(1000):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as tar:
            _file(tar, f"number-{number}", str(number).encode())
        images.append((f"many/image-{number:04}:1", [data.getvalue()]))
    _write_archive(file, images)


def _directory(tar, name):
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.mtime = tarfile.DIRTYPE, 0o755, TIME
    tar.addfile(info)


def _file(tar, name, content):
    info = tarfile.TarInfo(name)
    info.size, info.mtime = len(content), TIME
    tar.addfile(info, io.BytesIO(content))


def _write_archive(file, images):
    """images: (name, layers), a layer being bytes or the path of a tar file."""
    manifest, written = [], set()
    with tarfile.open(file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, layers in images:
            digests = [_digest(layer) for layer in layers]
            for digest, layer in zip(digests, layers):
                if digest not in written:
                    _add_layer(tar, f"{digest}.tar", layer)
                    written.add(digest)
            config = json.dumps({
                "architecture": os.uname().machine.replace("x86_64", "amd64").replace("aarch64", "arm64"),
                "os": "linux",
                "created": "2026-01-02T03:04:05Z",
                "config": {"Cmd": ["sh"]},
                "history": [{"created": "2026-01-02T03:04:05Z", "created_by": f"ADD layer {i}"} for i in range(len(layers))],
                "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
            }).encode()
            config_name = hashlib.sha256(config).hexdigest() + ".json"
            _file(tar, config_name, config)
            manifest.append({"Config": config_name, "RepoTags": [name], "Layers": [f"{d}.tar" for d in digests]})
        _file(tar, "manifest.json", json.dumps(manifest).encode())


def _digest(layer):
    if isinstance(layer, bytes):
        return hashlib.sha256(layer).hexdigest()
    with open(layer, "rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _add_layer(tar, name, layer):
    if isinstance(layer, bytes):
        _file(tar, name, layer)
        return
    info = tarfile.TarInfo(name)
    info.size, info.mtime = layer.stat().st_size, TIME
    with open(layer, "rb") as data:
        tar.addfile(info, data)
