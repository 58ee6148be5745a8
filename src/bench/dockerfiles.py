#!/usr/bin/env python3
"""Records what dockerd's classic builder makes of the Dockerfile corpus.

    dockerfiles.py BUSYBOX_ARCHIVE [CASE...]

Starts a dockerd of its own in a network namespace of its own, builds every src/test/resources/dockerfiles/*.case and
writes the .expected file beside it: configuration, history and what differs from the base image's tree. The tests
compare with these files, so that they need no dockerd. Needs root and Debian's docker.io (20.10).
"""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / "test/resources/dockerfiles"
CONFIG = ["User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal", "Shell",
          "OnBuild", "Healthcheck"]


def sections(text):
    """The files of a case: (path, words after it, lines)."""
    found = []
    for line in text.split("\n"):
        if line.startswith("=== "):
            path, _, rest = line[4:].partition("\t") if "\t" in line else _header(line[4:])
            found.append((path, rest, []))
        elif found:
            found[-1][2].append(line)
    return found


def _header(text):
    match = re.match(r"^(.*?)(?: (\d{3,4}|tar(?:\.\w+)?|-> .*|=> .*))?$", text)
    return match.group(1), "", match.group(2) or ""


def content(lines):
    """Lines with their ends; the last line of a section has none of its own."""
    return "\n".join(lines).rstrip("\n").encode() + b"\n" if any(lines) else b""


def add(tar, name, mode, data=b"", kind=tarfile.REGTYPE, link="", uid=0, gid=0, xattrs=None):
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.linkname, info.uid, info.gid, info.mtime = kind, mode, link, uid, gid, 1700000000
    info.size = len(data)
    if xattrs:
        info.pax_headers = {f"SCHILY.xattr.{k}": v for k, v in xattrs.items()}
    tar.addfile(info, io.BytesIO(data))


def archive(lines, compression):
    xattrs = {}
    for line in lines:
        match = re.match(r"^(\S+) !(\S+) ([0-9a-f]+)$", line)
        if match:
            value = bytes.fromhex(match.group(3)).decode("utf-8", "surrogateescape")
            xattrs.setdefault(match.group(1), {})[match.group(2)] = value
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:" + {"": "", ".gz": "gz", ".bz2": "bz2", ".xz": "xz"}[compression]) as tar:
        for line in filter(None, lines):
            name, rest = line.split(" ", 1)
            if rest.startswith("!"):
                continue
            if rest.startswith("-> "):
                add(tar, name, 0o777, kind=tarfile.SYMTYPE, link=rest[3:])
            elif rest.startswith("=> "):
                add(tar, name, 0o644, kind=tarfile.LNKTYPE, link=rest[3:])
            else:
                mode, uid, gid, *text = rest.split(" ", 3)
                folder = name.endswith("/")
                data = b"" if folder or not text else text[0].replace("|", "\n").encode() + b"\n"
                add(tar, name, int(mode, 8), data, tarfile.DIRTYPE if folder else tarfile.REGTYPE,
                    uid=int(uid), gid=int(gid), xattrs=xattrs.get(name))
    return raw.getvalue()


def context(case):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for path, kind, lines in sections(case.read_text()):
            if kind.startswith("-> "):
                add(tar, path, 0o777, kind=tarfile.SYMTYPE, link=kind[3:])
            elif kind.startswith("=> "):
                add(tar, path, 0o644, kind=tarfile.LNKTYPE, link=kind[3:])
            elif kind.startswith("tar"):
                add(tar, path, 0o644, archive(lines, kind[3:]))
            elif path.endswith("/"):
                add(tar, path, int(kind or "755", 8), kind=tarfile.DIRTYPE)
            else:
                add(tar, path, int(kind or "644", 8), content(lines))
    return raw.getvalue()


class Tree(dict):
    """Path to (type, mode, owner, content, link group)."""

    def apply(self, data):
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for member in tar:
                self._entry(tar, member)

    def _entry(self, tar, member):
        path = "" if member.name == "." else member.name.removeprefix("./").rstrip("/")
        folder, _, name = path.rpartition("/")
        if name == ".wh..wh..opq":
            self._remove_below(folder)
        elif name.startswith(".wh."):
            gone = (folder + "/" if folder else "") + name[4:]
            self.pop(gone, None)
            self._remove_below(gone)
        elif path:
            if not member.isdir():
                self._remove_below(path)
            self[path] = self._describe(tar, member, path)

    def _remove_below(self, folder):
        for other in [p for p in self if p.startswith(folder + "/")]:
            del self[other]

    def _describe(self, tar, member, path):
        if member.islnk():
            return self[member.linkname.removeprefix("./")]
        kind = {tarfile.DIRTYPE: "DIRECTORY", tarfile.SYMTYPE: "SYMLINK", tarfile.FIFOTYPE: "FIFO"}.get(
            member.type, "FILE")
        what = {"SYMLINK": member.linkname, "FILE": ""}.get(kind, "-")
        if kind == "FILE":
            data = tar.extractfile(member).read()
            what = hashlib.sha256(data).hexdigest()[:16]
        capability = " cap" if "SCHILY.xattr.security.capability" in member.pax_headers else ""
        # One object for all names of a file.
        return [f"{kind} {member.mode & 0o7777:o} {member.uid}:{member.gid} {what}{capability}"]


def difference(before, after):
    groups = {}
    for path in sorted(after):
        groups.setdefault(id(after[path]), []).append(path)
    lines = []
    for path in sorted(set(before) | set(after)):
        if path not in after:
            lines.append(f"- {path}")
        elif path not in before or before[path] != after[path]:
            same = [p for p in groups[id(after[path])] if p != path]
            lines.append(f"+ {path} {after[path][0]}" + (f" = {' '.join(same)}" if same else ""))
    return lines


class Docker:
    def __init__(self, directory):
        self.socket = directory / "docker.sock"
        line = ["unshare", "-n", "sh", "-c", 'ip link set lo up; exec "$@"', "sh", "dockerd", "--data-root",
                str(directory / "root"), "--exec-root", str(directory / "x"), "--pidfile", str(directory / "pid"),
                "--host", f"unix://{self.socket}", "--storage-driver", "overlay2"]
        self.log = open(directory / "log", "w")
        self.process = subprocess.Popen(line, stdout=self.log, stderr=self.log)
        self.environment = os.environ | {"DOCKER_HOST": f"unix://{self.socket}", "DOCKER_BUILDKIT": "0"}
        deadline = time.monotonic() + 60
        while self.run("version").returncode:
            if time.monotonic() > deadline:
                sys.exit("dockerd does not answer")
            time.sleep(0.2)

    def run(self, *words, data=None):
        return subprocess.run(["/usr/bin/docker", *words], input=data, capture_output=True, env=self.environment)

    def build(self, case, tag):
        """From a folder, because it is the client that applies .dockerignore."""
        with tempfile.TemporaryDirectory(prefix="context-") as directory:
            with tarfile.open(fileobj=io.BytesIO(context(case))) as tar:
                tar.extractall(directory)
            return self.run("build", "-t", tag, directory)

    def tree(self, tag):
        with tarfile.open(fileobj=io.BytesIO(self.run("save", tag).stdout)) as saved:
            manifest = json.load(saved.extractfile("manifest.json"))[0]
            config = json.load(saved.extractfile(manifest["Config"]))
            tree = Tree()
            for layer in manifest["Layers"]:
                member = saved.getmember(layer)
                if member.issym():
                    member = saved.getmember(os.path.normpath(os.path.join(os.path.dirname(layer), member.linkname)))
                tree.apply(saved.extractfile(member).read())
        return config, tree

    def stop(self):
        self.process.terminate()
        self.process.wait()


def describe(config, base_config, tree, base_tree, from_base):
    lines = []
    for name in CONFIG:
        value = config["config"].get(name)
        if value:
            lines.append(f"{name} {json.dumps(value, sort_keys=True, ensure_ascii=False)}")
    if config.get("author"):
        lines.append(f"author {config['author']}")
    skipped = len(base_config["history"]) if from_base else 0
    for entry in config.get("history", [])[skipped:]:
        text = re.sub(r"(file|dir|multi):[0-9a-f]{64}", r"\1:…", entry.get("created_by", "")).replace("\n", "\\n")
        lines.append(f"history {'empty' if entry.get('empty_layer') else 'layer'} {text}")
    lines += difference(base_tree if from_base else {}, tree)
    return lines


def record(docker, case, base):
    result = docker.build(case, "corpus:case")
    if result.returncode:
        message = result.stderr.decode().strip().split("\n")[-1]
        return [f"error {message}"]
    config, tree = docker.tree("corpus:case")
    base_config, base_tree = base
    from_base = config["rootfs"]["diff_ids"][:1] == base_config["rootfs"]["diff_ids"][:1]
    return describe(config, base_config, tree, base_tree, from_base)


def main():
    directory = Path(tempfile.mkdtemp(prefix="dockerfiles-"))
    docker = Docker(directory)
    try:
        loaded = docker.run("load", "-i", sys.argv[1])
        if loaded.returncode:
            sys.exit(loaded.stderr.decode())
        built = docker.build(CASES / "base.case", "corpus:base")
        if built.returncode:
            sys.exit(built.stderr.decode() + built.stdout.decode())
        base = docker.tree("corpus:base")
        for case in sorted(CASES.glob("*.case")):
            if case.stem != "base" and (len(sys.argv) < 3 or case.stem in sys.argv[2:]):
                lines = record(docker, case, base)
                case.with_suffix(".expected").write_text("\n".join(lines) + "\n")
                print(case.stem, lines[0] if lines else "", flush=True)
    finally:
        docker.stop()
        for mount in reversed(Path("/proc/self/mounts").read_text().split("\n")):
            if mount and mount.split(" ")[1].startswith(str(directory)):
                subprocess.run(["umount", "-l", mount.split(" ")[1]], check=False)
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
