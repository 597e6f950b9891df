#!/bin/sh
# Builds printhost and prints the sample file with it on a simulated printer, over HTTP.
#
#     sh examples/demo.sh [build folder]
#
# The build folder is build/demo without one. The exit status is 0 only if every request was answered as it should be,
# and the simulated printer executed the file's lines completely, in order and once.
set -eu
cd "$(dirname "$0")/.."

. tests/need_packages.sh
[ -n "${CXX:-}" ] || need_packages g++
need_packages cmake ninja-build curl libexpected-dev nlohmann-json3-dev libboost-dev libcli11-dev

speed=30 # times faster than a real printer
sample=examples/gcode/vase.gcode
build=${1:-build/demo}
work=$(mktemp -d)
host=

leave() {
    [ -z "$host" ] || kill "$host" 2>/dev/null || true
    [ -z "$host" ] || wait "$host" 2>/dev/null || true
    rm -rf "$work"
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

fail() {
    echo "demo: $1" >&2
    echo "What the host said:" >&2
    cat "$work/log" >&2
    exit 1
}

# --- building and starting it ---

echo "Building printhost in $build (the first time takes a minute or two) …"
{
    cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPRINTJOB_BUILD_TESTS=OFF -DPRINTJOB_BUILD_EXAMPLES=ON
    cmake --build "$build" --target printhost
} >"$work/log" 2>&1 || fail "the build failed"

mkdir "$work/gcode"
cp "$sample" "$work/gcode/"
"$build/examples/printhost" --simulate "$speed" --listen 127.0.0.1:0 --files "$work/gcode" \
    --address-file "$work/address" --executed "$work/executed" >"$work/log" 2>&1 &
host=$!

# --- talking to it ---

state() {
    curl -sS "$address/api/job" | sed -n 's/.*"state":"\([^"]*\)".*/\1/p'
}

percent() {
    curl -sS "$address/api/job" | sed -n 's/.*"completion":\([0-9]*\).*/\1/p'
}

# Asks again and again, for a minute at most, until a command succeeds.
wait_until() {
    tries=600
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "waited too long for: $*"
        kill -0 "$host" 2>/dev/null || fail "the host has ended"
        sleep 0.1
    done
}

is_state() { [ "$(state)" = "$1" ]; }

has_percent() {
    reached=$(percent)
    [ -n "$reached" ] && [ "$reached" -ge "$1" ]
}

# post STATUS PATH BODY: sends a request, shows it and its answer, and insists on the status.
post() {
    printf '\n  POST %s %s\n' "$2" "$3"
    status=$(curl -sS -o "$work/body" -w '%{http_code}' -H 'Content-Type: application/json' -d "$3" "$address$2")
    answer=$(cat "$work/body")
    printf '  %s%s\n  state: %s\n' "$status" "${answer:+ $answer}" "$(state)"
    [ "$status" = "$1" ] || fail "this should have been answered with $1"
}

wait_until test -s "$work/address"
address=$(cat "$work/address")
wait_until is_state Operational
echo
echo "printhost serves $address. Its printer is simulated and $speed times faster than a real one."

post 204 /api/files/local/vase.gcode '{"command": "select", "print": false}'
post 204 /api/job '{"command": "start"}'
wait_until has_percent 2

printf '\nA second start is refused:\n'
post 409 /api/job '{"command": "start"}'

post 204 /api/job '{"command": "pause", "action": "pause"}'
wait_until is_state Paused
post 204 /api/job '{"command": "pause", "action": "resume"}'
wait_until is_state Printing
post 204 /api/job '{"command": "pause", "action": "pause"}'
wait_until is_state Paused

printf '\nPaused, the print may be begun again:\n'
post 204 /api/job '{"command": "restart"}'
wait_until is_state Printing

printf '\nWhile it prints, it may not:\n'
post 409 /api/job '{"command": "restart"}'

printf '\nNow to the end:\n'
for part in 25 50 75 100; do
    wait_until has_percent "$part"
    echo "  $part %"
done
wait_until is_state Operational
echo "  state: $(state)"

# --- judging it ---

kill "$host"
wait "$host" || fail "the host ended with an error"
host=
printf '\nWhat the printer executed since the restart, and the file: '
awk -f examples/same_lines.awk "$sample" "$work/executed" || fail "the printer executed something else"

cat <<END

To go on by hand, start the host and send it what you like:
  $build/examples/printhost --simulate 10 --files examples/gcode
  curl http://127.0.0.1:5000/api/job
  curl -H 'Content-Type: application/json' -d '{"command": "select", "print": true}' \\
      http://127.0.0.1:5000/api/files/local/vase.gcode
  curl -H 'Content-Type: application/json' -d '{"command": "pause"}' http://127.0.0.1:5000/api/job
  curl -H 'Content-Type: application/json' -d '{"command": "cancel"}' http://127.0.0.1:5000/api/job
END
