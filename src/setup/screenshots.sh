#!/bin/sh
# Makes the pictures of README.md anew: starts the packaged server, restores a test image, and photographs its pages.
# Needs what the browser tests need.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -Dfast -DskipTests package dependency:copy@test-image-contents
# In a run of its own: exec.args would reach the other programs that the build starts.
exec ./mvnw -q exec:java -Dexec.mainClass=dev.onionyard.fixtures.Screenshots -Dexec.classpathScope=test \
  -Dexec.args=docs/images
