// The shell side of the namespace driver: one POSIX script for each phase, given to `sh -euc` with every value as a
// positional parameter. Nothing is ever put into the text of a script.

/** In the fabric's new network namespace: $1 gateway, then the fabric's program and its arguments. */
export const fabricScript = `
ip link set lo up
ip addr add 169.254.169.254/32 dev lo
ip addr add "$1/32" dev lo
shift
net=/proc/sys/net
# Packets are taken only from the cable that leads to their source address, and never passed from host to host.
for where in all default; do
  echo 1 > $net/ipv4/conf/$where/rp_filter
  echo 0 > $net/ipv4/conf/$where/accept_local
  echo 0 > $net/ipv4/conf/$where/route_localnet
  if [ -e $net/ipv6/conf/$where ]; then echo 1 > $net/ipv6/conf/$where/disable_ipv6; fi
done
echo 0 > $net/ipv4/ip_forward
exec "$@"
`

/**
 * In the fabric's network namespace: lays the cable to a host. $1 its name, $2 host's IP, $3 its hardware address,
 * $4 gateway, $5 pid of the host's first process.
 */
export const cableScript = `
ip link del "$1" 2>/dev/null || :
ip link add "$1" type veth peer name eth0 address "$3" netns "$5"
conf=/proc/sys/net/ipv4/conf/$1
echo 1 > "$conf/rp_filter"
echo 0 > "$conf/forwarding"
ip link set "$1" up
ip route add "$2/32" dev "$1" src "$4"
exec nsenter --net="/proc/$5/ns/net" sh -euc '
  ip link set lo up
  ip link set eth0 up
  ip addr add "$1/32" dev eth0
  ip route add "$2" dev eth0 scope link
  ip route add default via "$2"
' host "$2" "$4"
`

/**
 * In new mount, PID and UTS namespaces, still as the machine's root (or the fabric's): builds the host's root file
 * system by whitelist, moves into it, and gives up everything else. $1 state folder, $2 first id of the host (0
 * without ids of its own), $3 hostname, $4 more overlay options, $5 number of read-only paths, then pairs of path on
 * the host and path of this machine, then the host's command.
 */
export const buildScript = `
state=$1 owner=$2 hostname=$3 overlay_options=$4 pairs=$5
shift 5
root=$state/mount
umask 022

as_host() {
  if [ "$owner" = 0 ]; then "$@"; else setpriv --reuid "$owner" --regid "$owner" --clear-groups "$@"; fi
}

# The host could have put a symbolic link on the way, to have this machine's own files changed.
mount_point() {
  if [ "$(readlink -m "$root$1")" != "$root$1" ]; then
    echo "$1 leads through a symbolic link on the host" >&2
    exit 1
  fi
  if [ -d "$2" ]; then mkdir -p "$root$1"; else mkdir -p "$(dirname "$root$1")"; [ -e "$root$1" ] || : > "$root$1"; fi
}

bind_read_only() {
  mount --bind "$1" "$2"
  # Flags that this machine has set on the file system must be repeated where we may not clear them.
  mount -o remount,bind,ro "$2" 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev "$2"
}

# $1 of this machine as a base, changes kept in the host's folders $2 and $2-work.
overlay() {
  if ! mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$2-work$overlay_options" overlay "$root$1"; then
    echo "$1 is read-only here: the state folder's file system takes no overlay" >&2
    bind_read_only "$1" "$root$1"
  fi
}

cd "$state/disk"
if [ ! -e "$state/populated" ]; then
  as_host sh -euc '
    mkdir -p etc var/cache var/lib var/log var/spool var/tmp root home opt srv tmp usr-local usr usr-work packages
    mkdir -p usr-local/bin usr-local/lib usr-local/sbin usr-local/share
    chmod 700 root
    chmod 1777 tmp var/tmp
    # Run with the ids of the host, so only what everyone may read on this machine comes along.
    cp -a --no-preserve=ownership /etc/. etc 2>/dev/null || :
    rm -rf etc/amazon etc/machine-id etc/mtab etc/resolv.conf etc/ssh etc/ssl/private
    ln -s ../proc/self/mounts etc/mtab
    tr -d - < /proc/sys/kernel/random/uuid > etc/machine-id
    # Folders of the host over the outer folders of /usr make those writable for it.
    (cd /usr && find . -xdev -maxdepth 2 -type d -print0 2>/dev/null) | (cd -P usr && xargs -0 mkdir -p)
    for kind in dpkg rpm; do
      if [ -d "/var/lib/$kind" ]; then
        mkdir -p "packages/$kind" "packages/$kind-work" "var/lib/$kind"
        (cd "/var/lib/$kind" && find . -xdev -type d -print0 2>/dev/null) | (cd -P "packages/$kind" && xargs -0 mkdir -p)
      fi
    done
    # Locks of this machine cannot be opened by the host.
    if [ -d packages/dpkg ]; then : > packages/dpkg/lock; : > packages/dpkg/lock-frontend; fi
  '
  : > "$state/populated"
fi
# Not as the host: mount points of the last start lie here too when what the host sees of this machine is below /tmp.
# Nothing of the host runs yet, and find follows no links.
find tmp -xdev -mindepth 1 -delete

mount -t tmpfs -o "mode=0755,size=16m,uid=$owner,gid=$owner" host "$root"
mkdir "$root/.machine" "$root/proc" "$root/sys" "$root/run" "$root/dev" "$root/usr" "$root/mnt"
for each in etc var root home opt srv tmp; do
  mkdir "$root/$each"
  mount --bind "$each" "$root/$each"
done
overlay /usr usr
mkdir -p "$root/usr/local"
mount --bind usr-local "$root/usr/local"
for kind in dpkg rpm; do
  if [ -d "packages/$kind" ] && [ -d "/var/lib/$kind" ]; then
    mount_point "/var/lib/$kind" "/var/lib/$kind"
    overlay "/var/lib/$kind" "packages/$kind"
  fi
done
for each in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$each" ]; then
    ln -s "$(readlink "/$each")" "$root/$each"
  elif [ -d "/$each" ]; then
    mkdir "$root/$each"
    bind_read_only "/$each" "$root/$each"
  fi
done

for each in null zero full random urandom tty; do
  : > "$root/dev/$each"
  mount --bind "/dev/$each" "$root/dev/$each"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,size=64m shm "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for each in stdin:0 stdout:1 stderr:2; do ln -s "/proc/self/fd/\${each#*:}" "$root/dev/\${each%:*}"; done

mount -t tmpfs -o "mode=0755,size=64m,uid=$owner,gid=$owner" run "$root/run"
mkdir "$root/run/lock" "$root/run/hostler"
bind_read_only "$state/boot" "$root/run/hostler"
mount -t proc proc "$root/proc"

while [ "$pairs" -gt 0 ]; do
  mount_point "$1" "$2"
  bind_read_only "$2" "$root$1"
  shift 2
  pairs=$((pairs - 1))
done

{ echo "$hostname" > /proc/sys/kernel/hostname; } 2>/dev/null || :
cd "$root"
pivot_root . .machine
cd /
umount -l /.machine
rmdir /.machine

# New user and mount namespaces: the host's root cannot undo the mounts made so far.
if [ "$owner" = 0 ]; then user=--map-root-user; else user=--keep-caps; fi
exec unshare --user "$user" --mount --net --uts --ipc sh -euc '
  owner=$1
  shift
  # The plane now gives this user namespace its ids and the network its cable.
  echo ready
  read -r go
  set -- sh -eu /run/hostler/init "$@"
  if [ "$owner" = 0 ]; then exec setpriv --pdeathsig KILL "$@"; fi
  exec setpriv --reuid 0 --regid 0 --clear-groups --inh-caps=-all --ambient-caps=-all --pdeathsig KILL "$@"
' host "$owner" "$hostname" "$@"
`

/** The host's first process, `/run/hostler/init`: $1 hostname, then the command that it keeps running. */
export const initScript = `
exec < /dev/null
hostname "$1" 2>/dev/null || :
shift
cd /
umask 022
cp -R --remove-destination /run/hostler/files/. /
[ -e /var/run ] || ln -s /run /var/run
[ -e /var/lock ] || ln -s /run/lock /var/lock
# The plane may be gone by now, which is no reason to end.
trap '' PIPE
echo running || :
exec >&2
trap - PIPE

if [ -e /run/hostler/user-data ] && [ ! -e /var/lib/hostler/user-data ]; then
  mkdir -p /var/lib/hostler
  cp /run/hostler/user-data /var/lib/hostler/user-data
  chmod 700 /var/lib/hostler/user-data
  /var/lib/hostler/user-data > /var/log/user-data.log 2>&1 &
fi

name=$1
# What a script runs in the background ignores interrupts, and would pass that on to every shell on the host.
if env --default-signal true 2>/dev/null; then set -- env --default-signal "$@"; fi

main=
# All of the host hears the polite signal; when this process ends, the rest is ended by force.
trap 'trap "" TERM; kill -TERM -1 2>/dev/null || :; [ -z "$main" ] || wait "$main" || :; exit 0' TERM
pause=1
while :; do
  began=$(date +%s)
  "$@" &
  main=$!
  code=0
  wait "$main" || code=$?
  [ $(($(date +%s) - began)) -lt 60 ] || pause=1
  echo "$name ended ($code); starting it again in $pause s"
  sleep "$pause" &
  main=$!
  wait "$main" || :
  pause=$((pause * 2))
  [ "$pause" -le 90 ] || pause=90
done
`

/** Does this machine allow what the driver does? Run like a host's first steps; $1 an empty folder, $2 its owner. */
export const trialScript = `
ip link add trial0 type veth peer name trial1
mount -t tmpfs -o "uid=$2,gid=$2" trial "$1"
mkdir "$1/proc" "$1/root"
mount -t proc proc "$1/proc"
mount -t tmpfs trial "$1/root"
if [ "$2" = 0 ]; then user=--map-root-user; else user=--keep-caps; fi
unshare --user "$user" --mount --net --uts --ipc true
`
