#!/bin/sh
# Builds the front end into the directory given; called by Maven. Does only what is out of date:
# packages when package-lock.json changed, assets when a source changed.
set -eu

out=${1:?usage: build.sh OUTPUT_DIRECTORY}
cd "$(dirname "$0")"

say() { echo "front end: $*"; }
fail() {
  echo "front end: $*" >&2
  exit 1
}

need="Node.js 20.19 or newer with npm is needed; on Debian or Ubuntu: apt-get install nodejs npm (or set -Dfrontend.skip=true to leave the front end out)"
command -v node >/dev/null 2>&1 || fail "cannot build: node is not on the path. $need"
command -v npm >/dev/null 2>&1 || fail "cannot build: npm is not on the path. $need"
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);
' || fail "cannot build: node $(node --version) is too old. $need"

digest() { cat "$@" | sha256sum | cut -d' ' -f1; }

packages=$(digest package.json package-lock.json)
if [ "$(cat node_modules/.onionyard-stamp 2>/dev/null || true)" != "$packages" ]; then
  say "installing packages (npm ci)"
  npm ci --no-audit --no-fund --loglevel=error || fail "npm ci failed; see above"
  echo "$packages" >node_modules/.onionyard-stamp
fi

# Templates count as sources because the icons they name go into the sprite.
sources=$({
  find src ../src/main/resources/templates -type f | LC_ALL=C sort | xargs sha256sum
  sha256sum -- package-lock.json ./*.ts tsconfig.json
} | sha256sum | cut -d' ' -f1)
if [ "$(cat "$out/.onionyard-stamp" 2>/dev/null || true)" = "$sources" ] && [ -f "$out/manifest.json" ]; then
  exit 0
fi
say "building (vite)"
mkdir -p "$out"
ONIONYARD_ASSETS=$(cd "$out" && pwd) node_modules/.bin/vite build --logLevel warn || fail "vite build failed; see above"
echo "$sources" >"$out/.onionyard-stamp"
