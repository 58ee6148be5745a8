#!/bin/sh
# Prepares the control groups of a container that runs containers, then becomes the server.
set -eu

# cgroup v2 lets a group hand out controllers only while no process lies in it: move what is here into a child first.
groups=/sys/fs/cgroup
if [ -w "$groups/cgroup.subtree_control" ] && ! grep -q . "$groups/cgroup.subtree_control"; then
  mkdir -p "$groups/init"
  while read -r pid; do
    echo "$pid" >"$groups/init/cgroup.procs" || true
  done <"$groups/cgroup.procs"
  for controller in $(cat "$groups/cgroup.controllers"); do
    echo "+$controller" >"$groups/cgroup.subtree_control" || true
  done
fi

exec java -jar /opt/onionyard/onionyard.jar "$@"
