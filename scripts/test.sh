# shellcheck shell=bash
# ./sapphire test and ./sapphire soak. Sourced by ./sapphire after setup.sh.
#
# Test projects are xunit.v3 executables, which run by themselves. Each one writes its result as XML; a runner that
# ends without a result (a crash, a time limit) counts as one failure. Two run at once, but those that start processes,
# kill them and wait for deadlines run alone. A test that fails is run once more when all others are done; one that then
# passes is named as unstable, and does not fail the run (docs/decisions/0006-test-executables.md).

RESULTS=$OUT/test
CONFIGURATION=Release
# Projects that must not share the machine.
ALONE='Sapphire.Actors.Tests Sapphire.Cluster.Tests Sapphire.Faults.Tests Sapphire.EndToEnd.Tests'
LANES=${SAPPHIRE_TEST_LANES:-2}
# A hung runner is killed after this time.
TIME_LIMIT=${SAPPHIRE_TEST_TIME_LIMIT:-20m}

# More failures than this in one project are no accident of time: none of them is run again.
AGAIN_AT_MOST=${SAPPHIRE_TEST_AGAIN:-3}

PASSED=0
FAILED=0
SKIPPED=0
UNSTABLE=0
AGAIN=()

# ---- building -------------------------------------------------------------------------------------------------------

tests_stamp() { fingerprint "${SOURCES[@]}" tests benchmarks Sapphire.sln; }

build_solution() {
  cd "$ROOT" && "$DOTNET" build Sapphire.sln -c "$CONFIGURATION" -nodeReuse:false
}

# Program, page and test projects; prints steps only for what has to be done.
build_tests() {
  local stamp missing
  stamp=$(tests_stamp)
  missing=$(missing_packages "${RUNTIME_NEEDS[@]}" "${TEST_NEEDS[@]}")
  if [[ -n $missing ]] || ! stamp_is tests "$stamp" || ! is_current "$(fingerprint "${SOURCES[@]}")"; then
    prepare_environment
    local more=0
    if [[ -n $missing ]]; then more=$((more + 1)); fi
    if ! stamp_is tests "$stamp"; then more=$((more + 1)); fi
    STEPS=$more
    if ! is_current "$(fingerprint "${SOURCES[@]}")"; then STEPS=$((more + $(app_steps))); fi
    if [[ -n $missing ]]; then
      take_lock
      step_system "${RUNTIME_NEEDS[@]}" "${TEST_NEEDS[@]}"
      release_lock
    fi
    ensure_app
    if ! stamp_is tests "$stamp"; then
      take_lock
      find_dotnet || check_dotnet
      step_begin 'Tests'
      rm -f "$STAMPS/tests"
      logged tests build_solution || step_failed tests "the tests could not be built."
      stamp_set tests "$stamp"
      step_end
      release_lock
    fi
  fi
  ensure_app
  find_dotnet || check_dotnet
  # The runners are native launchers of their assemblies; they look for .NET here.
  DOTNET_ROOT=$(dirname "$(readlink -f "$DOTNET")")
  export DOTNET_ROOT SAPPHIRE_APP=$APP SAPPHIRE_ROOT=$ROOT
  export SAPPHIRE_TESTDATA=${SAPPHIRE_TESTDATA:-$(dirname "$ROOT")/shared/testdata}
}

# ---- running --------------------------------------------------------------------------------------------------------

# Runs one project; writes NAME.log, NAME.xml, NAME.status and NAME.time.
run_project() { # name arguments…
  local name=$1 begun status=0
  shift
  begun=$(now_ms)
  rm -f "$RESULTS/$name".{xml,log,status,time}
  timeout --kill-after=10 "$TIME_LIMIT" "$ROOT/tests/$name/bin/$CONFIGURATION/net10.0/$name" \
    -noLogo -noColor -xml "$RESULTS/$name.xml" "$@" >"$RESULTS/$name.log" 2>&1 </dev/null 3>&- || status=$?
  printf '%s' "$(($(now_ms) - begun))" >"$RESULTS/$name.time"
  printf '%s' "$status" >"$RESULTS/$name.status"
}

PAGE=ClientApp

run_page() { # vitest arguments…
  local begun status=0
  begun=$(now_ms)
  rm -f "$RESULTS/$PAGE".*
  (cd "$ROOT/$CLIENT" && CI=1 NO_COLOR=1 timeout --kill-after=10 "$TIME_LIMIT" npm test -- \
    --reporter=default --reporter=json --outputFile.json="$RESULTS/$PAGE.json" "$@") \
    >"$RESULTS/$PAGE.log" 2>&1 </dev/null 3>&- || status=$?
  printf '%s' "$(($(now_ms) - begun))" >"$RESULTS/$PAGE.time"
  printf '%s' "$status" >"$RESULTS/$PAGE.status"
}

xml_count() { # attribute file; the sum over all assemblies in it
  grep -oE "<assembly [^>]* $1=\"[0-9]+\"" "$2" 2>/dev/null | grep -oE "$1=\"[0-9]+\"\$" | tr -dc '0-9\n' |
    awk '{ sum += $1 } END { print sum + 0 }'
}

json_count() { # field file
  grep -oE "\"$1\":[0-9]+" "$2" 2>/dev/null | head -n1 | tr -dc '0-9'
}

# Adds one result to the sums and prints its line; prints the log of a failure.
report() { # name
  local name=$1 passed=0 failed=0 skipped=0 status crashed=''
  status=$(<"$RESULTS/$name.status")
  if [[ $name == "$PAGE" ]]; then
    if [[ -s $RESULTS/$name.json ]]; then
      passed=$(json_count numPassedTests "$RESULTS/$name.json")
      failed=$(json_count numFailedTests "$RESULTS/$name.json")
      # With a filter vitest counts what it left out as pending; that is not skipped.
      if [[ -z $FILTER ]]; then skipped=$(json_count numPendingTests "$RESULTS/$name.json"); fi
    else
      crashed='no result was written'
    fi
  elif [[ -s $RESULTS/$name.xml ]]; then
    failed=$(($(xml_count failed "$RESULTS/$name.xml") + $(xml_count errors "$RESULTS/$name.xml")))
    passed=$(xml_count passed "$RESULTS/$name.xml")
    skipped=$(xml_count skipped "$RESULTS/$name.xml")
  else
    crashed='no result was written'
  fi
  if ((status == 124 || status == 137)); then crashed="stopped after the time limit of $TIME_LIMIT"; fi
  if [[ -z $crashed ]] && ((status != 0 && failed == 0 && passed > 0)); then crashed="exit status $status"; fi
  if [[ -n $crashed ]]; then failed=$((failed + 1)); fi
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
  SKIPPED=$((SKIPPED + skipped))
  if [[ -z $crashed ]] && ((failed > 0 && failed <= AGAIN_AT_MOST)); then AGAIN+=("$name"); fi
  if ((failed > 0)); then
    printf '\n--- %s: %s ---\n' "$name" "${crashed:-failures}"
    if [[ -n $crashed ]]; then excerpt "$RESULTS/$name.log"; else failures_of "$RESULTS/$name.log"; fi
    printf -- '--- the whole log: %s ---\n\n' "$RESULTS/$name.log"
  elif [[ -n $FILTER ]] && ((passed + skipped == 0)); then
    return 0
  fi
  printf '  %-32s %5d passed, %d failed, %d skipped %10s\n' "$name" "$passed" "$failed" "$skipped" \
    "$(duration "$(<"$RESULTS/$name.time")")"
}

# The names of the methods that failed.
failed_methods() { # xml
  grep -oE '<test [^>]*result="Fail"[^>]*>' "$1" | sed -E 's/.* type="([^"]*)".* method="([^"]*)".*/\1.\2/' | sort -u
}

# Runs what failed once more, by itself; what passes now is unstable, and counts as passed.
run_again() {
  local name method failed arguments methods
  for name in "${AGAIN[@]}"; do
    [[ $name != "$PAGE" ]] || continue
    failed=$(xml_count failed "$RESULTS/$name.xml")
    mapfile -t methods < <(failed_methods "$RESULTS/$name.xml")
    arguments=()
    for method in "${methods[@]}"; do arguments+=(-method "$method"); done
    # An error outside of a test has no name, and stays a failure.
    ((failed > 0 && ${#methods[@]} > 0 && $(xml_count errors "$RESULTS/$name.xml") == 0)) || continue
    cp "$RESULTS/$name.log" "$RESULTS/$name.first.log"
    cp "$RESULTS/$name.xml" "$RESULTS/$name.first.xml"
    run_project "$name" -trait- tier=soak "${arguments[@]}"
    mv "$RESULTS/$name.log" "$RESULTS/$name.again.log"
    mv "$RESULTS/$name.first.log" "$RESULTS/$name.log"
    if (($(<"$RESULTS/$name.status") == 0 && $(xml_count passed "$RESULTS/$name.xml") > 0)); then
      FAILED=$((FAILED - failed))
      PASSED=$((PASSED + failed))
      UNSTABLE=$((UNSTABLE + failed))
      printf '  %-32s unstable: passed when run again by itself\n' "$name"
      printf '    %s\n' "${methods[@]}"
    else
      printf '  %-32s failed again: %s\n' "$name" "$RESULTS/$name.again.log"
    fi
  done
}

# The beginning of a crash says what happened, the end where.
excerpt() { # log
  if (($(wc -l <"$1") <= 50)); then
    cut -c1-300 "$1"
  else
    head -n 25 "$1" | cut -c1-300
    printf '…\n'
    tail -n 15 "$1" | cut -c1-300
  fi
}

# What the runner said of each failed test; not what tests printed in between.
failures_of() { # log
  sed -E '/^=== TEST EXECUTION SUMMARY/,$d; /^  (Discovering|Discovered|Starting|Finished):/d' "$1" | tail -n 200 | cut -c1-500
}

# The number of background jobs is kept below $1: waits for one and reports what is done.
wait_below() {
  while (($(jobs -rp | wc -l) >= $1)); do
    wait -n || true
    report_done
  done
  report_done
}

report_done() {
  local name waiting=()
  for name in "${RUNNING[@]}"; do
    if [[ -f $RESULTS/$name.status ]]; then report "$name"; else waiting+=("$name"); fi
  done
  RUNNING=("${waiting[@]}")
}

stop_children() {
  local pids
  pids=$(jobs -rp)
  # shellcheck disable=SC2086
  if [[ -n $pids ]]; then pkill -TERM -P "$(paste -sd, - <<<"$pids")" 2>/dev/null || true; fi
  exit 130
}

close() {
  printf '%d passed, %d failed, %d skipped%s\n' "$PASSED" "$FAILED" "$SKIPPED" \
    "$( ((UNSTABLE == 0)) || printf ', %d of them unstable' "$UNSTABLE")"
  if ((FAILED == 0 && PASSED > 0)); then exit 0; fi
  exit 1
}

# ---- verbs ----------------------------------------------------------------------------------------------------------

test_projects() { (cd "$ROOT/tests" && for p in *.Tests/; do p=${p%/}; [[ -f $p/$p.csproj ]] && printf '%s\n' "$p"; done); }

page_has_tests() { has_page && grep -qE '^\s*"test"\s*:' "$ROOT/$CLIENT/package.json"; }

test_verb() {
  (($# <= 1)) || fail "Usage: ./sapphire test [FILTER]"
  FILTER=${1:-}
  [[ $FILTER != -* ]] || fail "test does not know '$FILTER'. Usage: ./sapphire test [FILTER]"
  build_tests
  mkdir -p "$RESULTS"
  rm -f "$RESULTS"/*
  local name alone=() arguments begun
  RUNNING=()
  begun=$(now_ms)
  trap stop_children INT TERM
  if page_has_tests; then
    arguments=()
    if [[ -n $FILTER && page != *"$FILTER"* && $PAGE != *"$FILTER"* ]]; then
      arguments=(--passWithNoTests -t "$FILTER")
    fi
    run_page "${arguments[@]}" &
    RUNNING+=("$PAGE")
  fi
  for name in $(test_projects); do
    if [[ " $ALONE " == *" $name "* ]]; then
      alone+=("$name")
      continue
    fi
    wait_below "$LANES"
    start_project "$name"
  done
  wait_below 1
  for name in "${alone[@]}"; do
    start_project "$name"
    wait_below 1
  done
  run_again
  if ((PASSED + FAILED + SKIPPED == 0)); then
    if [[ -n $FILTER ]]; then printf 'No project, class or method name contains "%s".\n' "$FILTER"; fi
  fi
  printf '  in %s\n' "$(duration $(($(now_ms) - begun)))"
  close
}

start_project() { # name
  local arguments=(-trait- tier=soak)
  # A method's full name holds its namespace and class.
  if [[ -n $FILTER && $1 != *"$FILTER"* ]]; then arguments+=(-method "*$FILTER*"); fi
  RUNNING+=("$1")
  run_project "$1" "${arguments[@]}" &
}

# "name project" for each soak, from [Trait("soak", "NAME")].
soaks() {
  (cd "$ROOT/tests" && grep -rEo --include='*.cs' 'Trait\("soak", *"[^"]+"\)' . 2>/dev/null |
    sed -E 's|^\./([^/]+)/[^:]*:Trait\("soak", *"([^"]+)"\)|\2 \1|' | sort -u)
}

soak_verb() {
  local known wanted=${1:-} name project
  known=$(soaks)
  [[ -n $known ]] || fail "there are no soaks."
  if [[ -z $wanted ]]; then
    printf 'Usage: ./sapphire soak NAME, or ./sapphire soak all. The soaks are:\n'
    while read -r name project; do printf '  %-28s in %s\n' "$name" "$project"; done <<<"$known"
    return 0
  fi
  if [[ $wanted != all ]] && ! grep -q "^$wanted " <<<"$known"; then
    fail "there is no soak '$wanted'. The soaks are: $(cut -d' ' -f1 <<<"$known" | sort -u | paste -sd, - | sed 's/,/, /g')."
  fi
  build_tests
  mkdir -p "$RESULTS" "$OUT/soak"
  export SAPPHIRE_SOAK=1
  FILTER=''
  while read -r name project; do
    [[ $wanted == all || $name == "$wanted" ]] || continue
    soak_one "$name" "$project"
  done <<<"$known"
  close
}

soak_one() { # name project
  local name=$1 project=$2 log=$OUT/soak/$1.log begun status=0
  begun=$(now_ms)
  rm -f "$RESULTS/$project".*
  printf 'Soak %s (%s)\n' "$name" "$project" | tee "$log"
  "$ROOT/tests/$project/bin/$CONFIGURATION/net10.0/$project" -noLogo -noColor -showLiveOutput \
    -trait "soak=$name" -xml "$RESULTS/$project.xml" 2>&1 </dev/null 3>&- | tee -a "$log" || status=$?
  printf '%s' "$(($(now_ms) - begun))" >"$RESULTS/$project.time"
  printf '%s' "$status" >"$RESULTS/$project.status"
  cp -f "$log" "$RESULTS/$project.log"
  report "$project" > >(tee -a "$log")
  wait $! 2>/dev/null || true
}
