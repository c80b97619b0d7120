#!/bin/sh
# Builds a root that holds nothing but what Node needs to run, goes into it for good, gives up every right, and becomes Node.
# Called inside namespaces of its own, with: a folder, the Node program, the largest file in bytes, then Node's own words.
set -eu
place=$1
node=$2
largest=$3
shift 3

root=$place/root
mkdir "$root"
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev tmpfs "$root"
mkdir "$root/usr" "$root/work" "$root/old" "$root/proc"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount --bind /usr "$root/usr"
mount -o remount,bind,ro,nosuid,nodev "$root/usr"
for folder in lib lib32 lib64 bin sbin; do
  if [ -L "/$folder" ]; then
    ln -s "$(readlink "/$folder")" "$root/$folder"
  elif [ -d "/$folder" ]; then
    mkdir "$root/$folder"
    mount --bind "/$folder" "$root/$folder"
    mount -o remount,bind,ro,nosuid,nodev "$root/$folder"
  fi
done
: >"$root/node"
mount --bind "$node" "$root/node"
mount -o remount,bind,ro,nosuid,nodev "$root/node"
mount --bind "$place/files" "$root/work"
mount -o remount,bind,nosuid,nodev,noexec "$root/work"

cd "$root"
pivot_root . old
umount -l /old
rmdir /old
# Only needed until here: it is how umount looks things up.
umount -l /proc
mount -o remount,bind,ro /
cd /work
exec env -i setpriv --no-new-privs --bounding-set=-all --inh-caps=-all -- \
  prlimit --core=0 --nofile=256 --fsize="$largest" -- /node "$@"
