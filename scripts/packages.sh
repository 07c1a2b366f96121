# shellcheck shell=bash
# Installs packages of the system. Sourced by setup.sh.

# Debian starts a server together with its package. The tests start a message broker of their own, and nobody asked for
# another on this machine: its scripts are told not to start it, now or at the next boot.
apt_install() { # packages…
  local policy=/usr/sbin/policy-rc.d as=() status=0
  if [[ " $* " != *' rabbitmq-server '* || -e $policy ]]; then apt_install_packages "$@"; return; fi
  ((EUID == 0)) || as=(sudo -n)
  # shellcheck disable=SC2016
  "${as[@]}" sh -c 'printf "%s\n" "#!/bin/sh" "case \$1 in rabbitmq-server|epmd*) exit 101 ;; esac" >"$1" && chmod 755 "$1"' sh "$policy" || return 1
  apt_install_packages "$@" || status=$?
  "${as[@]}" rm -f "$policy"
  if command -v systemctl >/dev/null; then "${as[@]}" systemctl disable rabbitmq-server.service epmd.socket epmd.service || true; fi
  return "$status"
}
