#!/bin/sh
# Prints a file with a program of examples/http_servers, over HTTP. Argument: the program.
set -eu

folder=$(mktemp -d)
mkfifo "$folder/said"
"$1" 0 "the key" >"$folder/said" &
program=$!
trap 'kill "$program" 2>/dev/null || true; rm -rf "$folder"' EXIT

# Reads what the program says until it says this.
wait_for() {
    while read -r line; do
        [ "$line" != "$1" ] || return 0
    done
    echo "The program ended without saying: $1"
    return 1
} <&3

ask() {
    curl -sS --max-time 20 -w ' %{http_code}' -H 'X-Api-Key: the key' -H 'Content-Type: application/json' "$@"
}

exec 3<"$folder/said"
read -r address <&3
wait_for "→Operational"
[ "$(ask -d '{"command": "cancel"}' "$address/api/job" | tail -c 4)" = " 409" ]
[ "$(ask -d '{"command": "select", "print": true}' "$address/api/files/local/square.gcode")" = " 204" ]
wait_for "PrintDone(1)"
ask "$address/api/job" | grep -F '"completion":100'
kill -TERM "$program"
wait "$program"
