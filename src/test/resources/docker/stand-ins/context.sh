#!/bin/sh
# Makes the build context of the stand-in images: Debian packages with all that they need, from this machine's own package
# sources, and the run-time image of its JDK.
#
#   context.sh DEBIAN-TREE.tar JDK-HOME CONTEXT.tar
set -eu
tree=$1 jdk=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The image's packages count as installed, not this machine's: then apt fetches what the image lacks.
tar --extract --file "$tree" --to-stdout --wildcards '*var/lib/dpkg/status' >status
mkdir -p packages/partial
apt-get -qq -o DPkg::Lock::Timeout=300 -o Dir::State::status="$work/status" -o Dir::Cache::archives="$work/packages" \
  -o APT::Sandbox::User=root --download-only --no-install-recommends -y install \
  conmon crun curl nftables postgresql runc </dev/null
rm -r packages/partial packages/lock
(
  cd packages
  for file in *.deb; do
    dpkg-deb --field "$file"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$file" "$(stat --format %s "$file")" "$(sha256sum "$file" | cut -c 1-64)"
  done >Packages
)

"$jdk/bin/jlink" --output jre --strip-debug --no-header-files --no-man-pages --add-modules \
  java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

cp "$here/Dockerfile" "$here/postgres-entrypoint.sh" .
tar --create --file "$out" Dockerfile postgres-entrypoint.sh packages jre
