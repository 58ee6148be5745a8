#!/bin/sh
# Prepares the control groups of a container that runs containers, then becomes the server.
set -eu

groups=/sys/fs/cgroup
# What the server is started by.
starter=

# cgroup v2 lets a group hand out controllers only while no process lies in it: move what is here into a child first.
if [ -w "$groups/cgroup.subtree_control" ] && ! grep -q . "$groups/cgroup.subtree_control"; then
  mkdir -p "$groups/init"
  while read -r pid; do
    echo "$pid" >"$groups/init/cgroup.procs" || true
  done <"$groups/cgroup.procs"
  for controller in $(cat "$groups/cgroup.controllers"); do
    echo "+$controller" >"$groups/cgroup.subtree_control" || true
  done
fi

# cgroup v1 names groups from the host's root on, of which only our part is mounted here. In a cgroup namespace the names
# begin here, and the containers find their own groups.
if [ ! -e "$groups/cgroup.controllers" ] && unshare --cgroup true 2>/dev/null; then
  starter="unshare --cgroup"
fi

# shellcheck disable=SC2086
exec $starter java -jar /opt/onionyard/onionyard.jar "$@"
