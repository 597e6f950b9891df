# A package of Conan 2, made by `conan create` in a cache of its own, without any server.

export CONAN_HOME=$build/conan_home
create=(create "$release/examples/packaging/conan" --no-remote -s compiler.cppstd=20
    -c tools.cmake.cmaketoolchain:generator=Ninja)

conan() {
    "$build/tools/bin/conan" "$@"
}

# An empty cache, and in it the two dependencies: Debian's, as Conan's server has them.
prepare_conan() {
    rm -rf "$CONAN_HOME" "$build/conan"
    conan profile detect
    conan create tests/consume/conan/tl-expected --no-remote
    conan create tests/consume/conan/nlohmann_json --no-remote
}

# Where the packages of printjob lie in the cache, one a line.
packages() {
    conan list "printjob/$version:*" --format=json >"$build/list.json"
    conan cache path "printjob/$version:$(sed -n 's/^ *"\([0-9a-f]\{40\}\)": {$/\1/p' "$build/list.json")"
}

# What CMake and pkg-config need to find it. Presets go where this runs, so it runs in a folder of its own.
generate() {
    mkdir -p "$build/conan"
    (cd "$build/conan" && conan install --requires="printjob/$version" --no-remote -s compiler.cppstd=20 \
        -g CMakeDeps -g CMakeToolchain -g PkgConfigDeps -of . -c tools.cmake.cmaketoolchain:generator=Ninja)
}

check "the dependencies" prepare_conan
check "conan create with its test_package" conan "${create[@]}"
check "… again without HTTP" conan "${create[@]}" -o '&:http=False'
check_refused "C++17 is refused" "lower than the required C++ standard" \
    conan "${create[@]}" -s compiler.cppstd=17
check "there is one package for all" test "$(packages | wc -l)" = 1
packaged=$(packages || true)
check "its headers are those of the source" has_the_headers "$packaged" "$release"
check "beside them it has the licence alone" has_besides "$packaged" conaninfo.txt conanmanifest.txt \
    licenses/LICENSE
check "the generators" generate
check "a consumer with find_package" consume find_package "$packaged/include" \
    "-DCMAKE_TOOLCHAIN_FILE=$build/conan/conan_toolchain.cmake" -DCMAKE_BUILD_TYPE=Release
check "… has tl::expected from there" comes_from "$build/consumer" "$CONAN_HOME" tl/expected.hpp
check "… and nlohmann/json" comes_from "$build/consumer" "$CONAN_HOME" nlohmann/json.hpp
export PKG_CONFIG_PATH=$build/conan
check "a consumer with pkg-config" compile printjob-http api
