"""What is measured of builds, in the same form as `operations`. podman's builder is buildah."""

import io
import itertools
import tarfile

from corpus import Corpus
from operations import Operation

NAMES = Corpus.names
RESULT = "bench-built:1"
PACKAGES, SOURCES, MANY = 50, 20, 20_000

TEN_STEPS = f"""FROM {NAMES["a"]}
ENV MODE=production
WORKDIR /app
COPY packages /app/packages
RUN mkdir /app/lib && i=0; while [ $i -lt 200 ]; do cp /app/packages/1 /app/lib/$i; i=$((i+1)); done
COPY sources /app/sources
RUN cat /app/sources/* >/app/built
LABEL version=1
EXPOSE 8080
USER 1000
CMD ["cat", "/app/built"]
"""

WORK = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; echo $i"
TWO_STAGES = f"""FROM {NAMES["a"]} AS one
RUN {WORK} >/one
FROM {NAMES["a"]} AS two
RUN {WORK} >/two
FROM {NAMES["a"]}
COPY --from=one /one /
COPY --from=two /two /
"""

COPY_MANY = f"FROM {NAMES['a']}\nCOPY . /many/\n"


def _context(dockerfile, files):
    """A tar with a Dockerfile and files by path."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path, text in {"Dockerfile": dockerfile, **files}.items():
            info = tarfile.TarInfo(path)
            data = text.encode()
            info.size, info.mode = len(data), 0o644
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _ten_steps(change=0):
    files = {f"packages/{i}": f"package {i}\n" * 200 for i in range(PACKAGES)}
    files |= {f"sources/{i}": f"source {i}\n" * 50 for i in range(SOURCES)}
    files["sources/0"] = f"changed {change}\n"
    return _context(TEN_STEPS, files)


def _build(key, title, context, cached=False, before=None):
    """`context` gives the tar of a round; `before` is built once, untimed, before the rounds."""

    def set_up(engine):
        engine.api.load(operation.state["corpus"].archive("a"))
        if before is not None:
            engine.api.build(before, RESULT, cached=False)

    def tear_down(engine):
        for image in engine.api.images():
            engine.api.remove_image(image["Id"])

    def prepare(engine):
        operation.state["context"] = context()

    operation = Operation(
        key, title, lambda engine: engine.api.build(operation.state["context"], RESULT, cached),
        prepare=prepare, set_up=set_up, tear_down=tear_down)
    return operation


def all_builds(corpus):
    changes = itertools.count(1)
    many = {f"{i // 100}/{i}": f"content of file {i}\n" for i in range(MANY)}
    builds = [
        _build("build cold", "build of 10 steps, no cache", _ten_steps),
        _build("build cached", "build of 10 steps, all cached", _ten_steps, cached=True, before=_ten_steps()),
        _build(
            "build changed", "build of 10 steps, one source file changed", lambda: _ten_steps(next(changes)),
            cached=True, before=_ten_steps()),
        _build("build many", "build that copies 20,000 files, no cache", lambda: _context(COPY_MANY, many)),
        _build("build stages", "build of two independent stages, no cache", lambda: _context(TWO_STAGES, {})),
    ]
    for build in builds:
        build.state["corpus"] = corpus
    return builds
