# Fetched by CMake's FetchContent, and both dependencies too.

# stand_in FOLDER TARGET HEADERS: a project that provides Debian's headers, as the real one would provide its own.
stand_in() {
    rm -rf "$build/$1"
    mkdir -p "$build/$1/include"
    cp -r "/usr/include/$3" "$build/$1/include"
    cat >"$build/$1/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project($1 LANGUAGES CXX)
add_library($1 INTERFACE)
add_library($2 ALIAS $1)
target_include_directories($1 INTERFACE include)
END
}

stand_in expected tl::expected tl
stand_in json nlohmann_json::nlohmann_json nlohmann
tar -czf "$build/printjob.tar.gz" -C "$(dirname "$release")" release
fetch=(fetch_content "$build/consumer/_deps/printjob-src" -Darchive="$build/printjob.tar.gz"
    -Dtl_expected_source="$build/expected" -Dnlohmann_json_source="$build/json")
check "with both dependencies fetched" consume "${fetch[@]}"
check "… which are the ones used: tl::expected" comes_from "$build/consumer" "$build/expected" tl/expected.hpp
check "… and nlohmann/json" comes_from "$build/consumer" "$build/json" nlohmann/json.hpp
