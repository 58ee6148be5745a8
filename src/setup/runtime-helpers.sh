#!/bin/sh
# Looks for the programs that the engine drives (an OCI runtime, conmon, nft) and, as root on a system with apt-get,
# installs what is missing from the distribution's packages. Called by the build at each start, so it is quick when
# nothing is to do. It never fails the build: without these programs Onionyard runs in images-only mode and says so.
#
#   ONIONYARD_SKIP_SETUP=1   leave the system alone
#   ONIONYARD_SETUP_PATH     look here besides PATH, not in the directories of administrators
set -u

[ "${ONIONYARD_SKIP_SETUP:-0}" = 1 ] && exit 0

# Administrators' directories are not on every user's path.
PATH="$PATH:${ONIONYARD_SETUP_PATH:-/usr/local/sbin:/usr/sbin:/sbin}"

present() {
  command -v "$1" >/dev/null 2>&1
}

missing=
present crun || present runc || missing="$missing crun runc"
present conmon || missing="$missing conmon"
present nft || missing="$missing nftables"
missing=${missing# }
[ -n "$missing" ] || exit 0

say() {
  echo "[onionyard] $*"
}

images_only() {
  say "$1 Until then Onionyard starts in images-only mode."
  exit 0
}

present apt-get || images_only "To run containers, install these programs by your system's own means: $missing."
[ "$(id -u)" = 0 ] || images_only "To run containers, type as root \"apt-get install $missing\"."

say "Installing what running containers needs, from the distribution's packages: $missing"
export DEBIAN_FRONTEND=noninteractive
quietly() {
  apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null
}
# What cannot be fetched from one source may be had from another: the installation says whether it can be done. It must not
# cost a program that is there, such as another engine whose packages bring a runtime of their own.
# The names are one word each and never come from outside: splitting is meant.
quietly update || say "Some package sources could not be read."
# shellcheck disable=SC2086
if quietly install -y --no-install-recommends --no-remove $missing >/dev/null; then
  say "Installed: $missing"
else
  images_only "Could not install them; type as root \"apt-get update && apt-get install $missing\"."
fi
