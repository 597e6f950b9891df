#!/bin/sh
# Builds and runs all tests on a fresh machine. The last line is their count: "N passed, N failed".
#
#     sh tests/run.sh [build folder] [options for cmake …]
#
# Without a folder, it is build/tests. What the build needs is installed on Debian and Ubuntu; elsewhere it is named.
# The compiler is the one that CMake finds, or that CXX names. The exit code is 0 when everything passed.
set -eu
cd "$(dirname "$0")/.."

. tests/need_packages.sh
if [ -z "${CXX:-}" ]; then
    need_packages g++
fi
need_packages cmake ninja-build pkg-config libexpected-dev nlohmann-json3-dev doctest-dev libboost-dev libcli11-dev \
    libcpp-httplib-dev libssl-dev zlib1g-dev libbrotli-dev libcivetweb-dev libmicrohttpd-dev \
    libevent-dev libpoco-dev libserialport-dev curl

build=${1:-build/tests}
[ $# -gt 0 ] && shift
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
launcher=
if command -v ccache >/dev/null 2>&1; then
    launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

cmake -S . -B "$build" -G Ninja $launcher "$@"
cmake --build "$build" --parallel "$jobs" --target all all_verify_interface_header_sets
status=0
report=$(cd "$build" && pwd)/tests.xml
ctest --test-dir "$build" --parallel "$jobs" --output-on-failure --output-junit "$report" \
    --test-output-size-passed 10000000 --test-output-size-failed 10000000 || status=1

# Counts the cases: a test of ctest that is a doctest program counts as many as it has cases, any other as one. One
# that fails without a failed case (a crash, say) has one failed.
awk '
    /<testcase /                  { ok = / status="run"/; cases_passed = cases_failed = has_cases = 0 }
    /\[doctest\] test cases:/     { gsub(/\033\[[0-9;]*m/, ""); sub(/.*test cases:/, ""); split($0, n, "|")
                                    has_cases = 1; cases_passed += n[2]; cases_failed += n[3] }
    /<\/testcase>/ {
        passed += has_cases ? cases_passed : ok
        failed += ok || cases_failed > 0 ? cases_failed : 1
    }
    END {
        printf "%d passed, %d failed\n", passed, failed
        exit passed == 0 || failed > 0
    }
' "$report" || status=1
exit $status
