#!/bin/sh
# Makes the pictures of README.md anew: starts the packaged server, restores a test image, and photographs its pages.
# Needs what the browser tests need.
set -eu
cd "$(dirname "$0")/../.."
exec ./mvnw -q -Dfast -DskipTests package dependency:copy@test-image-contents exec:java \
  -Dexec.mainClass=dev.onionyard.fixtures.Screenshots -Dexec.classpathScope=test -Dexec.args=docs/images
