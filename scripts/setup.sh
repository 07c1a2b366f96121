# shellcheck shell=bash
# The steps of ./sapphire setup. Sourced by ./sapphire, which sets ROOT, OUT, STAMPS, CLIENT, SOURCES and opens fd 3
# for progress. Each step has a stamp in artifacts/stamps/, written only after the step succeeded.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
# No build node may outlive the build.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

LOGS=$OUT/log
# shellcheck source=scripts/packages.sh
. "$ROOT/scripts/packages.sh"

# What Sapphire needs of the system: how to see it | Debian package | what it is for [| voice: it runs without, and says
# what it lacks].
RUNTIME_NEEDS=(
  'lib:libsqlite3.so.0|libsqlite3-0|the database'
  'file:/usr/share/zoneinfo/Europe/Rome|tzdata|time zones'
  'lib:libcrypt.so.1|libcrypt1|password hashes'
  'lib:libflite.so.1|libflite1|the English voices|voice'
  'lib:libespeak-ng.so.1|libespeak-ng1|the voices of other languages|voice'
  'lib:libpocketsphinx.so.3|libpocketsphinx3|speech recognition|voice'
  'file:/usr/share/pocketsphinx/model/en-us|pocketsphinx-en-us|speech recognition of English|voice'
  'lib:libsndfile.so.1|libsndfile1|audio files|voice'
  'lib:libspeexdsp.so.1|libspeexdsp1|the sound of voices|voice'
  'lib:libportaudio.so.2|libportaudio2|the microphone and speaker of a room|voice'
)
TEST_NEEDS=(
  'cmd:chromium|chromium|the tests in the browser'
  'cmd:strace|strace|the tests of what reaches the disk'
  'cmd:sqlite3|sqlite3|the tests of the database files'
  'glob:/usr/lib/postgresql/*/bin/postgres|postgresql|the tests of the database server'
  'glob:/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server|rabbitmq-server|the tests of the message broker'
  'cmd:ip|iproute2|the tests of hosts that are cut off'
)

# A command that fails where nobody expected it must not end the script in silence.
set -E
trap 'printf "sapphire: unexpected failure at %s, line %s\n" "${BASH_SOURCE[0]##*/}" "$LINENO" >&2' ERR

# ---- progress ---------------------------------------------------------------------------------------------------

STEP=${STEP:-0}
STEPS=${STEPS:-0}

now_ms() { local t=${EPOCHREALTIME/[.,]/}; printf '%s' "$((t / 1000))"; }

duration() { # milliseconds
  local ms=$1
  if ((ms < 9950)); then printf '%d.%d s' $(((ms + 50) / 1000)) $((((ms + 50) % 1000) / 100))
  elif ((ms < 100000)); then printf '%d s' $(((ms + 500) / 1000))
  else printf '%d min %d s' $((ms / 60000)) $((ms % 60000 / 1000)); fi
}

size_of() { # paths; "126 MB"
  local kib
  kib=$(du -skc -- "$@" 2>/dev/null | tail -n1 | cut -f1)
  if ((kib < 1024)); then printf '%d kB' "$kib"; else printf '%d MB' $((kib / 1024)); fi
}

step_begin() { # title
  STEP=$((STEP + 1))
  STEP_START=$(now_ms)
  printf '[%d/%d] %s … ' "$STEP" "$STEPS" "$1" >&3
}

step_end() { # what came of it, or nothing
  printf '%s%s\n' "${1:+$1, }" "$(duration $(($(now_ms) - STEP_START)))" >&3
}

# Runs a command with its output in artifacts/log/NAME.log. The compiler server outlives its build, so it must hold
# neither the lock (9) nor the output of this script (3): a reader of a pipe would wait for it.
logged() { # name command…
  local name=$1
  shift
  "$@" >"$LOGS/$name.log" 2>&1 </dev/null 3>&- 9>&-
}

step_failed() { # name advice
  printf 'failed\n\n' >&3
  { grep -E '(: error |npm (ERR!|error)|^E: )' "$LOGS/$1.log" | sort -u | head -n 20 || true; } >&2
  printf '\n--- the end of %s ---\n' "$LOGS/$1.log" >&2
  tail -n 25 "$LOGS/$1.log" >&2
  printf '\n' >&2
  fail "$2"
}

# ---- stamps and the lock ------------------------------------------------------------------------------------------

stamp_is() { [[ -f $STAMPS/$1 && $(<"$STAMPS/$1") == "$2" ]]; }
stamp_set() { printf '%s\n' "$2" >"$STAMPS/$1.tmp" && mv -f "$STAMPS/$1.tmp" "$STAMPS/$1"; }

# Holds artifacts/lock until release_lock, so that two invocations never build at once.
take_lock() {
  mkdir -p "$STAMPS" "$LOGS" 2>/dev/null ||
    fail "$OUT cannot be written, and something must be built. Check who owns $ROOT."
  command -v flock >/dev/null || return 0
  exec 9>"$OUT/lock"
  if ! flock -n 9; then
    printf 'Waiting for another ./sapphire to finish building …\n' >&3
    flock 9
  fi
}
release_lock() { exec 9>&-; }

# ---- step: tools --------------------------------------------------------------------------------------------------

# A user without a writable home folder (a service account) gets the caches of dotnet and npm in artifacts/.
prepare_environment() {
  if [[ -z ${HOME:-} || ! -w ${HOME:-/} ]]; then
    export HOME=$OUT/home
    mkdir -p "$HOME"
    export DOTNET_CLI_HOME=$HOME npm_config_cache=$HOME/.npm
  fi
}

check_dotnet() {
  local advice="Install the .NET SDK 10: https://dotnet.microsoft.com/download/dotnet/10.0 (Debian: package dotnet-sdk-10.0 from Microsoft's repository)."
  find_dotnet || fail "The .NET SDK 10 is missing. $advice"
  local sdks
  sdks=$("$DOTNET" --list-sdks 2>/dev/null || true)
  if ! grep -qE '^(1[0-9]|[2-9][0-9])\.' <<<"$sdks"; then
    fail "The .NET SDK 10 is missing; $DOTNET has $(cut -d' ' -f1 <<<"${sdks:-none }" | paste -sd, -). $advice"
  fi
}

check_node() {
  local advice="Install Node.js 20 or later with npm: https://nodejs.org/en/download (Debian 13: apt-get install nodejs npm)."
  command -v node >/dev/null || fail "Node.js is missing; the page is built with it. $advice"
  command -v npm >/dev/null || fail "npm is missing; the page is built with it. $advice"
  local version
  version=$(node --version)
  version=${version#v}
  ((${version%%.*} >= 20)) || fail "Node.js $version is too old. $advice"
}

step_tools() {
  step_begin 'Tools'
  check_dotnet
  [[ -f $ROOT/$CLIENT/package.json ]] && check_node
  step_end ".NET SDK $(cd "$ROOT" && "$DOTNET" --version 2>/dev/null || printf '?')$(command -v node >/dev/null && printf ', Node.js %s' "$(node --version)")"
}

# ---- step: system packages ----------------------------------------------------------------------------------------

is_present() { # lib:NAME, cmd:NAME, file:PATH or glob:PATTERN
  case $1 in
    file:*) [[ -e ${1#file:} ]] ;;
    glob:*) compgen -G "${1#glob:}" >/dev/null ;;
    cmd:*) command -v "${1#cmd:}" >/dev/null ;;
    lib:*)
      local name=${1#lib:} ldconfig folder
      ldconfig=$(command -v ldconfig || printf '/sbin/ldconfig')
      if [[ -x $ldconfig ]]; then "$ldconfig" -p 2>/dev/null | grep -qF "$name" && return 0; fi
      for folder in /lib /usr/lib /usr/local/lib /lib/*-linux-gnu /usr/lib/*-linux-gnu /lib64 /usr/lib64; do
        [[ -e $folder/$name ]] && return 0
      done
      return 1
      ;;
  esac
}

missing_packages() { # needs…; one "package|purpose" a line, with "|voice" behind what can be done without
  local need check rest
  for need in "$@"; do
    check=${need%%|*}
    rest=${need#*|}
    is_present "$check" || printf '%s\n' "$rest"
  done
}

apt_install_packages() { # packages…
  local as=()
  ((EUID == 0)) || as=(sudo -n)
  local apt=("${as[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -y -o DPkg::Lock::Timeout=120)
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then "${apt[@]}" update || return 1; fi
  "${apt[@]}" install --no-install-recommends "$@" && return 0
  # A stale list of packages or a hiccup of the mirror: once more, with a fresh list.
  "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "$@"
}

step_system() { # needs…
  local missing packages=() purpose='' line rest kind needed=false
  missing=$(missing_packages "$@")
  if [[ -z $missing ]]; then
    step_begin 'System packages'
    step_end 'nothing missing'
    return 0
  fi
  while IFS='|' read -r line rest kind; do
    packages+=("$line")
    purpose+="${purpose:+, }$line ($rest)"
    if [[ $kind != voice ]]; then needed=true; fi
  done <<<"$missing"
  if ! $needed && { ! command -v apt-get >/dev/null || { ((EUID != 0)) && ! sudo -n true 2>/dev/null; }; }; then
    step_begin 'System packages'
    step_end "going on without $purpose; with: apt-get install ${packages[*]}"
    return 0
  fi
  if ! command -v apt-get >/dev/null; then
    fail "This system lacks $purpose, named as Debian names them. Install their equivalents with your package manager, then run this again."
  fi
  if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
    fail "This system lacks $purpose. Run this once as root, then run ./sapphire again:
  apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
  fi
  step_begin "System packages (${packages[*]})"
  logged system apt_install "${packages[@]}" ||
    step_failed system "apt-get could not install ${packages[*]}. Check the network and /etc/apt/sources.list, then run this again."
  step_end "$(sed -n 's/^After this operation, \(.*\) of additional disk space.*/\1/p' "$LOGS/system.log" | tail -n1)"
}

# ---- steps: page ----------------------------------------------------------------------------------------------------

has_page() { [[ -f $ROOT/$CLIENT/package.json ]]; }
npm_stamp() { fingerprint "$CLIENT/package.json" "$CLIENT/package-lock.json" "$CLIENT/.npmrc"; }
npm_is_current() { [[ -d $ROOT/$CLIENT/node_modules ]] && stamp_is npm "$(npm_stamp)"; }
page_is_current() { [[ -f $ROOT/src/Sapphire.Web/wwwroot/index.html ]] && stamp_is page "$(fingerprint "$CLIENT")"; }

npm_install() {
  cd "$ROOT/$CLIENT" || return 1
  npm ci --no-audit --no-fund || { sleep 2; npm ci --no-audit --no-fund; }
}
npm_build() { cd "$ROOT/$CLIENT" && npm run build; }

step_npm() {
  step_begin 'Page packages'
  if npm_is_current; then step_end 'unchanged'; return 0; fi
  rm -f "$STAMPS/npm"
  logged npm npm_install || step_failed npm "npm ci failed. Check the network and the npm registry, then run this again."
  stamp_set npm "$(npm_stamp)"
  step_end "$(size_of "$ROOT/$CLIENT/node_modules")"
}

step_page() {
  step_begin 'Page'
  if page_is_current; then step_end 'unchanged'; return 0; fi
  local stamp
  stamp=$(fingerprint "$CLIENT")
  rm -f "$STAMPS/page"
  logged page npm_build || step_failed page "the page could not be built."
  stamp_set page "$stamp"
  step_end "$(size_of "$ROOT/src/Sapphire.Web/wwwroot")"
}

# ---- steps: program -------------------------------------------------------------------------------------------------

runtime_id() {
  local os arch libc=''
  case $(uname -s) in
    Linux)
      os=linux
      if ldd --version 2>&1 | grep -qi musl; then libc=-musl; fi
      ;;
    Darwin) os=osx ;;
    *) fail "Sapphire runs on Linux and macOS; this is $(uname -s)." ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) fail "there is no .NET for $(uname -m) that Sapphire has been built on." ;;
  esac
  printf '%s%s-%s' "$os" "$libc" "$arch"
}

publish() { # ReadyToRun: true or false
  rm -rf "$OUT/publish"
  "$DOTNET" publish "$ROOT/src/Sapphire.Web" -c Release -r "$RID" --self-contained false -nodeReuse:false \
    -p:PublishReadyToRun="$1" -p:UseAppHost=false -p:PublishDocumentationFiles=false \
    -p:PublishReferencesDocumentationFiles=false -o "$OUT/publish"
}

# Compiled ahead of time it starts in half the time, but the package with that compiler is not there for every
# platform. A mistake in the source is no reason to try again.
publish_program() {
  publish true && return 0
  grep -qE 'error (NU1[0-9]{3}|NETSDK1[0-9]{3})' "$LOGS/program.log" || return 1
  echo 'Trying again without ReadyToRun.'
  publish false
}

# The sources of the program are all of src/ but the page.
program_stamp() { PRUNED=ClientApp fingerprint "${SOURCES[@]}"; }

step_program() {
  local stamp
  stamp=$(program_stamp)
  step_begin 'Program'
  if [[ -f $OUT/publish/Sapphire.Web.dll ]] && stamp_is program "$stamp"; then step_end 'unchanged'; return 0; fi
  rm -f "$STAMPS/program"
  RID=$(runtime_id)
  logged program publish_program || step_failed program "the program could not be built."
  stamp_set program "$stamp"
  step_end "$(size_of "$OUT/publish")"
}

# Puts program, page and configuration together in artifacts/builds/<stamp> and points artifacts/app at it. A server
# that runs from an older build keeps its files: only builds that no process uses are removed.
step_assemble() { # stamp
  local stamp=$1 build=$OUT/builds/${1:0:12} old
  step_begin 'Assembly'
  mkdir -p "$OUT/builds"
  rm -rf "$build.new"
  cp -a "$OUT/publish" "$build.new"
  if [[ -d $ROOT/src/Sapphire.Web/wwwroot ]]; then
    rm -rf "$build.new/wwwroot"
    cp -a "$ROOT/src/Sapphire.Web/wwwroot" "$build.new/wwwroot"
  fi
  if [[ -d $ROOT/hocon ]]; then
    rm -rf "$build.new/hocon"
    cp -a "$ROOT/hocon" "$build.new/hocon"
  fi
  # The same sources can be assembled twice when artifacts/app was damaged by hand.
  if [[ -e $build ]]; then mv "$build" "$build.old.$$"; fi
  mv "$build.new" "$build"
  ln -sfn "builds/${stamp:0:12}" "$OUT/app.new"
  mv -Tf "$OUT/app.new" "$OUT/app"
  stamp_set app "$stamp"
  for old in "$OUT"/builds/*; do
    [[ $old == "$build" ]] && continue
    if ! grep -qsaF "$old/" /proc/[0-9]*/cmdline; then rm -rf "$old"; fi
  done
  step_end "$(size_of "$build/")"
}

# Everything `run` needs. Called only when the stamp says that something changed.
build_app() { # extra steps to count
  prepare_environment
  take_lock
  local stamp
  stamp=$(fingerprint "${SOURCES[@]}")
  if is_current "$stamp"; then release_lock; return 0; fi
  local begun
  begun=$(now_ms)
  ((STEPS > 0)) || STEPS=$(app_steps)
  step_tools
  step_system "${RUNTIME_NEEDS[@]}"
  if has_page; then
    step_npm
    step_page
  fi
  step_program
  step_assemble "$stamp"
  release_lock
  printf 'Built in %s.\n' "$(duration $(($(now_ms) - begun)))" >&3
}

app_steps() { if has_page; then printf 6; else printf 4; fi; }

# ---- verbs ----------------------------------------------------------------------------------------------------------

setup_verb() {
  local tests=false argument
  for argument in "$@"; do
    case $argument in
      --tests) tests=true ;;
      *) fail "setup does not know '$argument'. Usage: ./sapphire setup [--tests]" ;;
    esac
  done
  local stamp missing needs=("${RUNTIME_NEEDS[@]}")
  if $tests; then needs+=("${TEST_NEEDS[@]}"); fi
  missing=$(missing_packages "${needs[@]}")
  stamp=$(fingerprint "${SOURCES[@]}")
  if [[ -z $missing ]] && is_current "$stamp"; then
    find_dotnet || check_dotnet
    printf 'Everything is installed and built. Start it with: ./sapphire run\n'
    return 0
  fi
  if [[ -n $missing ]]; then
    prepare_environment
    take_lock
    STEPS=1
    if ! is_current "$stamp"; then STEPS=$((1 + $(app_steps))); fi
    step_system "${needs[@]}"
    release_lock
  fi
  build_app
  printf 'Ready. Start it with: ./sapphire run\n'
}

bench_verb() {
  ensure_app
  [[ -n ${DOTNET:-} ]] || find_dotnet
  local stamp dll=$ROOT/benchmarks/Sapphire.Benchmarks/bin/Release/net10.0/Sapphire.Benchmarks.dll
  stamp=$(fingerprint "${SOURCES[@]}" benchmarks)
  if [[ ! -f $dll ]] || ! stamp_is bench "$stamp"; then
    prepare_environment
    take_lock
    STEP=0 STEPS=1
    step_begin 'Benchmarks'
    logged bench "$DOTNET" build "$ROOT/benchmarks/Sapphire.Benchmarks" -c Release -nodeReuse:false ||
      step_failed bench "the benchmarks could not be built."
    stamp_set bench "$stamp"
    step_end
    release_lock
  fi
  export SAPPHIRE_APP=$APP
  exec 3>&-
  exec "$DOTNET" "$dll" "$@"
}
