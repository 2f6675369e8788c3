# Sourced by infra/demo, infra/test and infra/bench: what of Debian's packages is missing, installed when we may.
# usage: need COMMAND:PACKAGE...
need() {
  local missing=() pair
  for pair in "$@"; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Install them (Debian: apt install ${missing[*]}) and start again." >&2
    exit 1
  fi
  echo "Installing ${missing[*]} ..." >&2
  # Some packages bring a service; it must not start here, nor at the next boot. One that was there before is left alone.
  local service
  for service in openssh-server:ssh postgresql:postgresql; do
    if [[ " ${missing[*]} " == *" ${service%%:*} "* ]] && [ ! -e "/lib/systemd/system/${service#*:}.service" ] \
      && [ ! -e "/etc/systemd/system/${service#*:}.service" ]; then
      mkdir -p /etc/systemd/system
      ln -s /dev/null "/etc/systemd/system/${service#*:}.service"
      echo "(the system's own ${service#*:}.service stays masked: 'systemctl unmask ${service#*:}' if you want it)" >&2
    fi
  done
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e $policy ]; then printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; made=1; fi
  local status=0
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >/dev/null || status=$?
  [ -n "$made" ] && rm -f $policy
  if [ $status != 0 ]; then echo "apt could not install: ${missing[*]}" >&2; exit 1; fi
  # sshd run by root wants this folder; the service that is kept from starting would have made it.
  [ "$(id -u)" = 0 ] && mkdir -p -m 755 /run/sshd
  return 0
}

# The SDK is a prerequisite; it is never downloaded behind your back.
need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "The .NET 10 SDK is needed (https://dotnet.microsoft.com/download)." >&2
    exit 1
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
}
