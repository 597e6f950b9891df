# A port of vcpkg's, built as vcpkg builds it.

port=$release/examples/packaging/vcpkg/printjob
vcpkg=$build/vcpkg

# build_port FEATURES: runs the port, and leaves what it installed in $vcpkg/printjob.
build_port() {
    "$cmake" -Dport="$port" -Dpackage="$vcpkg/printjob" -Dbuild="$vcpkg/build" -Dfeatures="$1" \
        -P tests/consume/vcpkg/build_port.cmake
}

# The same after a change to its portfile, an expression of sed's.
build_changed_port() {
    sed -i "$1" "$port/portfile.cmake"
    build_port http
}

manifest_says() {
    grep -F "\"version\": \"$1\"" "$port/vcpkg.json"
}

check "the port without HTTP" build_port ""
check "it lacks the headers of JSON and HTTP" has_the_headers "$vcpkg/printjob" "$release" json http 'http_*.hpp'
check "the port" build_port http
check "its headers are those of the source" has_the_headers "$vcpkg/printjob" "$release"
check "folders, config and licence are where they belong" keeps_to_vcpkg "$vcpkg/printjob" LICENSE
check "it has no empty folder" has_no_empty_folder "$vcpkg/printjob"
check "it names no folder of the machine that made it" names_no_place "$vcpkg/printjob" "$PWD" "$build"
check "the manifest has the version of the header" manifest_says "$version"
copy_to_break "$vcpkg/printjob"
for cmake in "$debian_cmake" "$newer_cmake"; do
    check "a consumer with find_package, $(name_of "$cmake")" consume find_package "$vcpkg/printjob" \
        "-DCMAKE_PREFIX_PATH=$vcpkg/printjob"
done
cmake=$debian_cmake
mkdir -p "$build/broken/debug/include"
check_refused "a folder debug is noticed" "debug" keeps_to_vcpkg "$build/broken" LICENSE
rm -r "$build/broken/debug" "$build/broken/share/printjob/copyright"
check_refused "a missing licence is noticed" "copyright" keeps_to_vcpkg "$build/broken" LICENSE
mv "$build/broken/share/printjob/printjobConfig.cmake" "$build/broken/share"
check_refused "a config elsewhere is noticed" "not in share/printjob" keeps_to_vcpkg "$build/broken" LICENSE
check_refused "an option that is none of ours is noticed" "does not know PRINTJOB_DOCS" \
    build_changed_port 's/-DPRINTJOB_BUILD_TESTS=OFF/& -DPRINTJOB_DOCS=OFF/'
