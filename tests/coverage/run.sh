#!/bin/sh
# Decides whether the tests in tests/job and tests/gcode run every line, branch and condition (MC/DC) of the headers in
# include/printjob/job and include/printjob/gcode. Prints a table of the headers, then what nobody ran.
#
#     sh tests/coverage/run.sh [build folder]
#
# Without a folder, it is build/coverage. What no test can run is excused where it stands, with a comment that says why;
# report.py knows how, and complains of excuses that are not needed. The exit status is 0 only if nothing is missing.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages clang-19 libclang-rt-19-dev llvm-19 cmake ninja-build python3 libexpected-dev doctest-dev

build=${1:-build/coverage}
launcher=
if command -v ccache >/dev/null 2>&1; then
    launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

# Everything is compiled, at most out of a cache: the compiler's warnings tell which decisions it cannot measure.
# Without an optimiser, which would take longer than the tests.
cmake -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=clang++-19 $launcher -DCMAKE_BUILD_TYPE= \
    -DPRINTJOB_BUILD_EXAMPLES=OFF -DPRINTJOB_HTTP=OFF \
    -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc" >/dev/null
cmake --build "$build" --clean-first --parallel "$(getconf _NPROCESSORS_ONLN)" \
    --target printjob_tests_job printjob_tests_gcode >"$build/build.log" 2>&1 || {
    cat "$build/build.log"
    exit 1
}

# Each program is looked at by itself: what one never calls, another does. Tests that draw their faults are left out:
# what they happen to run, no assertion of theirs need be about, and without an optimiser they take a minute.
for program in printjob_tests_job printjob_tests_gcode; do
    LLVM_PROFILE_FILE=$build/$program.profraw "$build/tests/$program" --minimal \
        --source-file-exclude='*_random_test.cpp,*_single_fault_test.cpp' || exit 1
    llvm-profdata-19 merge "$build/$program.profraw" -o "$build/$program.profdata"
    llvm-cov-19 export -format=text -instr-profile="$build/$program.profdata" "$build/tests/$program" \
        "$PWD/include/printjob/job" "$PWD/include/printjob/gcode" >"$build/$program.json"
done

python3 tests/coverage/report.py --headers include/printjob/job/*.hpp include/printjob/gcode/*.hpp include/printjob/gcode/*/*.hpp \
    --log "$build/build.log" --exported "$build"/printjob_tests_*.json
