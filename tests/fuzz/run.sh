#!/usr/bin/env bash
# Decides whether the fuzz targets find a broken rule: each runs for some seconds from the corpus that is kept, and
# says how many inputs it tried, how many edges of the code they reach, and how many inputs a second that is.
#
#     bash tests/fuzz/run.sh [seconds for each target] [target …]
#     bash tests/fuzz/run.sh --gate
#
# The gate tries the same inputs each time it runs on the same code: a fixed number, drawn from a fixed seed and
# nothing learned. Without targets, all of them run, one after the other and each on one core. An input that breaks a rule is kept in
# build/fuzz/findings; to see it again, give it to build/fuzz/tests/fuzz/fuzz_<target>. What the fuzzer learns is kept
# in build/fuzz/learned and used in the next run. The exit code is 0 when nothing was found.
set -euo pipefail
cd "$(dirname "$0")/../.."

same_addresses=()
if [ "${1:-}" = --gate ]; then
    # Addresses differ from run to run, and so would what is learned from comparing them.
    if setarch -R true 2>/dev/null; then
        same_addresses=(setarch -R)
    fi
    limits=(-seed=1 -runs=30000 -use_cmp=0)
    learns=no
else
    limits=(-max_total_time="${1:-10}")
    learns=yes
fi
[ $# -gt 0 ] && shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(command_body http_request firmware_response gcode_file link)

. tests/need_packages.sh
need_packages clang-19 libclang-rt-19-dev g++ cmake ninja-build libexpected-dev nlohmann-json3-dev doctest-dev

build=build/fuzz
launcher=()
if command -v ccache >/dev/null 2>&1; then
    launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
mkdir -p "$build/findings"
cmake -S . -B "$build" -G Ninja "${launcher[@]}" -DCMAKE_CXX_COMPILER=clang++-19 -DPRINTJOB_BUILD_FUZZERS=ON \
    -DPRINTJOB_BUILD_EXAMPLES=OFF >"$build/cmake.log"
cmake --build "$build" --target "${targets[@]/#/fuzz_}" >"$build/build.log" || {
    cat "$build/build.log"
    exit 1
}

status=0
for target in "${targets[@]}"; do
    learned=$build/learned/$target
    [ $learns = yes ] || learned=$(mktemp -d)
    log=$build/$target.log
    mkdir -p "$learned"
    if ! "${same_addresses[@]}" "$build/tests/fuzz/fuzz_$target" "${limits[@]}" -max_len=4096 -timeout=20 -verbosity=1 \
        -print_final_stats=1 -dict="tests/fuzz/dictionaries/$target.dict" -artifact_prefix="$build/findings/$target-" \
        "$learned" "tests/fuzz/corpus/$target" >"$log" 2>&1; then
        grep -E "A rule is broken|runtime error|ERROR|SUMMARY|Test unit written" "$log" || tail -n 20 "$log"
        status=1
    fi
    awk -v target="$target" '
        / cov: / { for (i = 1; i < NF; ++i) if ($i == "cov:") edges = $(i + 1) }
        /^stat::number_of_executed_units:/ { runs = $2 }
        /^stat::average_exec_per_sec:/ { rate = $2 }
        END { printf "%-15s %9d runs  %6d edges  %6d exec/s\n", target, runs, edges, rate }
    ' "$log"
done
exit $status
