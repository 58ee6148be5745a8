"""Debian's python3-docker against the engine at DOCKER_HOST: each step is an assertion; prints "done" at the end."""

import io
import tarfile
import threading

import docker

client = docker.from_env()
assert client.ping()
assert client.version()["Os"] == "linux"
assert client.info()["OSType"] == "linux"

image = client.images.get("busybox:test")
assert "busybox:test" in image.tags and image.history()[0]["Id"] == image.id
image.tag("python/client", tag="1")
assert [i.id for i in client.images.list("python/client")] == [image.id]

assert client.containers.run("busybox:test", "echo one", remove=True) == b"one\n"
try:
    client.containers.run("busybox:test", "sh -c 'echo no >&2; exit 3'", remove=True)
    raise AssertionError("exit code 3 is an error")
except docker.errors.ContainerError as error:
    assert error.exit_status == 3 and b"no" in error.stderr

events = client.events(decode=True, filters={"type": "container"})
seen = []
follower = threading.Thread(target=lambda: [seen.append(e["Action"]) or (e["Action"] == "destroy" and events.close())
                                            for e in events], daemon=True)
follower.start()

network = client.networks.create("python-net", driver="bridge", labels={"by": "python"})
volume = client.volumes.create("python-volume", labels={"by": "python"})
container = client.containers.run(
    "busybox:test", ["sh", "-c", "trap 'exit 0' TERM; echo started; while :; do sleep 0.1; done"], detach=True,
    name="python-client", environment={"A": "b"}, labels={"by": "python"}, network="python-net",
    volumes={"python-volume": {"bind": "/data", "mode": "rw"}}, mem_limit="64m")
assert client.containers.list(filters={"label": "by=python"})[0].id == container.id
code, output = container.exec_run("sh -c 'echo $A; echo error >&2'", demux=True)
assert code == 0 and output == (b"b\n", b"error\n"), output

file = io.BytesIO()
with tarfile.open(fileobj=file, mode="w") as tar:
    entry = tarfile.TarInfo("hello.txt")
    entry.size = 5
    tar.addfile(entry, io.BytesIO(b"hello"))
assert container.put_archive("/data", file.getvalue())
stream, facts = container.get_archive("/data/hello.txt")
assert facts["name"] == "hello.txt" and facts["size"] == 5
with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as tar:
    assert tar.extractfile("hello.txt").read() == b"hello"

assert b"started" in container.logs()
assert container.stats(stream=False)["memory_stats"]["limit"] == 64 << 20
assert container.top()["Processes"]
container.reload()
assert container.attrs["NetworkSettings"]["Networks"]["python-net"]["IPAddress"]
container.pause()
container.unpause()
container.rename("python-renamed")
committed = container.commit("python/commit", tag="1", message="by python")
assert committed.attrs["Comment"] == "by python"
saved = b"".join(image.save(named=True))
assert client.images.load(saved)[0].id == image.id
container.exec_run("touch /new")
assert {"Path": "/new", "Kind": 1} in container.diff()
container.stop(timeout=5)
assert container.wait()["StatusCode"] == 0
container.remove()
follower.join(10)
assert "start" in seen and "destroy" in seen, seen

try:
    client.containers.get("python-client")
    raise AssertionError("it is gone")
except docker.errors.NotFound as error:
    assert "No such container: python-client" in str(error)
try:
    client.images.get("python/nothing")
    raise AssertionError("it never was")
except docker.errors.ImageNotFound:
    pass
network.remove()
volume.remove()
client.images.remove("python/commit:1")
client.images.remove("python/client:1")
assert client.df()["LayersSize"] > 0
print("done")
