#!/usr/bin/env bash
# Decides whether other people's projects can use printjob in each of the ways of docs/packaging.md: installed and
# found by CMake, by pkg-config and through CPS, as a subfolder, fetched, from Conan and as a port of vcpkg.
#
#     bash tests/consume/run.sh [build folder [way …]]
#
# The build folder is build/consume without one. A way is a folder beside this file with a check.sh; without one named,
# all are taken. Each consumer builds programs that decide a job or print one, and runs them; each rule of an installed
# tree is also tried on a tree that breaks it. The last line is the count: "N passed, N failed". Needs PyPI the first
# time, for Conan and a newer CMake. The exit code is 0 when everything passed.
set -euo pipefail
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
. tests/consume/rules.sh
need_packages g++ clang-16 clang-19 cmake ninja-build ccache pkg-config libexpected-dev nlohmann-json3-dev \
    libcpp-httplib-dev libssl-dev zlib1g-dev libbrotli-dev python3-venv

build=${1:-build/consume}
ways=("${@:2}")
[ ${#ways[@]} -gt 0 ] || ways=(installed_tree find_package own_glue versions without_http newer_cmake pkg_config
    add_subdirectory fetch_content strange_folders conan vcpkg)
mkdir -p "$build"
build=$(cd "$build" && pwd -P)
export CMAKE_GENERATOR=Ninja CMAKE_CXX_COMPILER_LAUNCHER=ccache
export CCACHE_SLOPPINESS=include_file_ctime,include_file_mtime # the headers are copied again and again
export CCACHE_BASEDIR= # comes_from looks at whole paths
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
passed=0
failed=0

# --- how a check is made ---

# Runs a function, which stops at its first failing command, and keeps its status and its output. Not to be called in
# a condition: bash would not stop it there.
attempt() {
    set +e
    (
        set -e
        "$@"
    ) >"$build/log" 2>&1
    status=$?
    set -e
}

conclude() {
    if [ "$1" = yes ]; then
        passed=$((passed + 1))
        echo "passed: $2"
    else
        failed=$((failed + 1))
        echo "FAILED: $2"
        tail -n 40 "$build/log"
    fi
}

# check SENTENCE COMMAND…: the command must succeed.
check() {
    local sentence=$1 good=no
    shift
    attempt "$@"
    [ $status -ne 0 ] || good=yes
    conclude $good "$sentence"
}

# check_refused SENTENCE TEXT COMMAND…: the command must fail and say this text, and so for this reason.
check_refused() {
    local sentence=$1 text=$2 good=no
    shift 2
    attempt "$@"
    if [ $status -ne 0 ] && tr -s ' \n' '  ' <"$build/log" | grep -qF -e "$text"; then good=yes; fi
    conclude $good "$sentence (\"$text\")"
}

# --- trees to take printjob from ---

# What a release has of the library, in a folder of its own: no consumer sees the checkout.
copy_release() {
    rm -rf "$1"
    mkdir -p "$1/examples"
    cp -r CMakeLists.txt LICENSE README.md include "$1"
    cp -r examples/packaging "$1/examples"
}

# The same, one minor version later.
copy_next_release() {
    copy_release "$1"
    sed -i "s/\(VERSION_MINOR\) .*/\1 $((minor + 1))/; s/\"$version\"/\"$next.0\"/" "$1/include/printjob/version.hpp"
}

# install_to FOLDER SOURCE [options for cmake …]: installs, and then moves the tree, so that its prefix was another.
install_to() {
    local folder=$1 source=$2
    shift 2
    rm -rf "$build/before" "$build/install" "$folder"
    "$cmake" -S "$source" -B "$build/install" -DPRINTJOB_BUILD_TESTS=OFF -DPRINTJOB_BUILD_EXAMPLES=OFF \
        -DCMAKE_INSTALL_PREFIX="$build/before" "$@"
    "$cmake" --install "$build/install"
    mv "$build/before" "$folder"
}

# A copy of a tree, to break something in it.
copy_to_break() {
    rm -rf "$build/broken"
    cp -r "$1" "$build/broken"
}

# --- how it is consumed ---

# copy_project PROJECT: copies somebody else's project out of the checkout, with the programs that several of them have.
copy_project() {
    rm -rf "$build/project"
    cp -r "tests/consume/$1" "$build/project"
    cp -r tests/consume/programs "$build/project"
}

# build_project FOLDER [options for cmake …]: builds it, runs its programs, and makes sure that it had printjob from this
# folder alone.
build_project() {
    local folder=$1
    shift
    rm -rf "$build/consumer"
    "$cmake" -S "$build/project" -B "$build/consumer" "$@"
    "$cmake" --build "$build/consumer"
    ctest --test-dir "$build/consumer" --parallel "$CMAKE_BUILD_PARALLEL_LEVEL" --output-on-failure --no-tests=error
    comes_from "$build/consumer" "$folder" "${headers[@]}"
}

# consume PROJECT FOLDER [options for cmake …]: both.
consume() {
    copy_project "$1"
    shift
    build_project "$@"
}

# ask_for ARGUMENTS PREFIXES [options for cmake …]: find_package(printjob <arguments>) in these prefixes; both are
# lists of CMake's.
ask_for() {
    local arguments=$1 prefixes=$2
    shift 2
    rm -rf "$build/asking"
    "$cmake" -S tests/consume/versions -B "$build/asking" -Dwanted="$arguments" -DCMAKE_PREFIX_PATH="$prefixes" \
        -Dprefixes="$build" "$@"
}

# get ARGUMENTS PREFIXES FOLDER: the same, and what is found is the one installed in this folder.
get() {
    ask_for "$1" "$2" | tee "$build/found"
    grep -F " in $3/" "$build/found"
}

# What a report calls this CMake.
name_of() {
    "$1" --version | sed -n '1s/cmake version/CMake/p'
}

# compile PACKAGE PROGRAM: with what pkg-config says of the package, and nothing else.
compile() {
    local flags words
    words=$(pkg-config --print-errors --cflags "$1")
    # shellcheck disable=SC2162 # pkg-config writes a backslash before a blank of a path
    read -a flags <<<"$words"
    ccache g++ -std=c++20 "${flags[@]}" "tests/consume/programs/$2.cpp" -o "$build/$2"
    "$build/$2"
}

# Every header that was installed, in one program.
include_everything() {
    (cd "$1/include" && find . -name '*.hpp' -printf '#include <%P>\n' | sort) >"$build/everything.cpp"
    # shellcheck disable=SC2086 # a list of words
    ccache g++ -std=c++20 $warnings -I"$1/include" -c "$build/everything.cpp" -o "$build/everything.o"
}

# --- beginning ---

version=$(sed -n 's/.*VERSION_STRING "\(.*\)"/\1/p' include/printjob/version.hpp)
IFS=. read -r major minor patch <<<"$version"
next=$major.$((minor + 1))
release=$build/release
installed=$build/installed
debian_cmake=$(command -v cmake)
cmake=$debian_cmake

python3 -m venv "$build/tools"
"$build/tools/bin/pip" install --quiet --disable-pip-version-check --requirement tests/consume/requirements.txt
newer_cmake=$build/tools/bin/cmake

copy_release "$release"
mapfile -t headers < <(cd "$release/include" && find printjob -name '*.hpp')

strict=(-DCMAKE_CXX_EXTENSIONS=OFF "-DCMAKE_CXX_FLAGS=$warnings")
no_json=-DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON
package=(share/cmake/printjob/printjob{Config,ConfigVersion,Targets}.cmake share/cps/printjob/printjob.cps)
package_pc=(share/pkgconfig/printjob.pc share/pkgconfig/printjob-http.pc)

check "it can be installed" install_to "$installed" "$release"
for way in "${ways[@]}"; do
    echo "=== $way"
    cmake=$debian_cmake
    # shellcheck source=/dev/null
    . "tests/consume/$way/check.sh"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
