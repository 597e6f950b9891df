#!/bin/sh
# Lets SPIN search the model of the streaming completely, in all its variants. Most must hold. The others are known to
# be bad, and SPIN must find out why: a model in which nothing can go wrong proves nothing.
#
#     sh tests/model/check.sh [variant]
#
# With a variant, only that one, and its trail is explained when it fails. The exit status is 0 only if every variant
# came out as it should.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages spin gcc libc6-dev

only=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
cp tests/model/streaming.pml "$work/model.pml" # spin hands its path to a shell
cd "$work"

begun=$(date +%s)
wrong=0
count=0

# Searches with the given parameters, for violated assertions and, with weak fairness, for ways never to finish. The
# verdict is `holds`, or what was found. A search that was cut short is neither.
search() {
    spin "$@" -a model.pml >spin.log
    # Two processes and the claim; COLLAPSE packs states, and loses none.
    gcc -O1 -w -DNFAIR=2 -DCOLLAPSE -DMEMLIM=2000 -o pan pan.c
    ./pan -a -f -m200000 >pan.log 2>&1 || true
    verdict=$(sed -n 's/^pan:1: \(.*\) (at depth.*/\1/p' pan.log)
    if [ -z "$verdict" ]; then
        verdict="was not searched completely"
        if grep -q 'errors: 0$' pan.log && ! grep -Eq 'max search depth too small|Search not completed' pan.log; then
            verdict=holds
        fi
    fi
    states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' pan.log)
    seconds=$(sed -n 's/^pan: elapsed time \([0-9.e-]*\) seconds/\1/p' pan.log)
}

# variant NAME PATTERN PARAMETER…: the verdict must match the pattern, of grep.
variant() {
    name=$1
    pattern=$2
    shift 2
    [ -z "$only" ] || [ "$only" = "$name" ] || return 0
    count=$((count + 1))
    search "$@"
    if printf '%s\n' "$verdict" | grep -q "^$pattern"; then
        as=""
    else
        as="   WRONG, expected: $pattern"
        wrong=$((wrong + 1))
    fi
    printf '%-28s %8s states %6s s  %s%s\n' "$name" "$states" "$seconds" "$verdict" "$as"
    if [ -n "$only" ] && [ -f model.pml.trail ]; then
        spin "$@" -k model.pml.trail -t -p -g model.pml
    fi
}

# The session: one line in flight. As many faults as it bears by its settings.
for repeats_dropped in 0 1; do
    for ok_behind in 0 1; do
        variant "link_${repeats_dropped}_$ok_behind" holds -DLINES=4 -DFAULTS=5 \
            -DREPEATS_DROPPED=$repeats_dropped -DOK_BEHIND_REQUEST=$ok_behind
    done
    variant "requests_lost_$repeats_dropped" holds -DREQUESTS_LOST=1 -DFAULTS=2 -DREPEATS_DROPPED=$repeats_dropped
done

# More lines in flight, as long as nothing goes wrong.
for window in 2 3; do
    for repeats_dropped in 0 1; do
        variant "window_${window}_$repeats_dropped" holds -DWINDOW=$window -DREPEATS_DROPPED=$repeats_dropped
    done
done

# Known to be bad: two lines in flight after a resend request. The same lines are asked for and repeated for ever.
for repeats_dropped in 0 1; do
    variant "two_after_request_$repeats_dropped" "acceptance cycle" -DWINDOW=2 -DAFTER_REQUEST=2 -DDRAINS=0 \
        -DLIMITS=0 -DFAULTS=1 -DREPEATS_DROPPED=$repeats_dropped
done
# … and what the limits are for: they end it.
variant two_after_request_limited "assertion violated .*same_request<=10" -DWINDOW=2 -DAFTER_REQUEST=2 -DDRAINS=0 \
    -DFAULTS=1
# One at a time is not enough when more were in flight before: requests for what follows the bad line come late, the
# ok of a line that was repeated too often is credited to the next, and a job ends too early.
variant no_draining "assertion violated .*executed" -DWINDOW=3 -DDRAINS=0 -DFAULTS=1 -DREPEATS_DROPPED=0
# Lines that a probe's ok has acknowledged are repeated, refused and probed for ever, until the numbers are used up.
variant repeats_acknowledged "assertion violated .*last_number" -DSKIPS_ACKNOWLEDGED=0 -DFAULTS=5 -DREPEATS_DROPPED=0
# Beyond repair: the last line is lost, and both requests for it, while their oks arrive.
variant too_many_requests_lost "assertion violated .*executed" -DREQUESTS_LOST=1 -DFAULTS=3

seconds=$(($(date +%s) - begun))
if [ "$count" -eq 0 ]; then
    echo "There is no variant $only." >&2
    exit 1
fi
echo "$((count - wrong)) of $count variants came out as they should, in $seconds s"
[ "$wrong" -eq 0 ]
