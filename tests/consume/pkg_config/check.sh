# Installed and found by pkg-config; and installed into folders that are not the usual ones.

export PKG_CONFIG_PATH=$installed/share/pkgconfig
check "the core" compile printjob print
check "HTTP" compile printjob-http api
check "it tells the version" test "$(pkg-config --modversion printjob printjob-http)" = "$version
$version"
check_refused "HTTP: nlohmann/json is required" "nlohmann_json" \
    env PKG_CONFIG_LIBDIR="$installed/share/pkgconfig" pkg-config --print-errors --exists printjob-http

own=$build/own_folders
check "it can be installed into folders of one's own" install_to "$own" "$release" \
    -DCMAKE_INSTALL_INCLUDEDIR="include/printjob-$version" -DCMAKE_INSTALL_DATADIR=lib/data
export PKG_CONFIG_PATH=$own/lib/data/pkgconfig
check "… and pkg-config still names them" compile printjob job
check "… and CMake, told where it is" consume find_package "$own/include/printjob-$version" \
    "-Dprintjob_DIR=$own/lib/data/cmake/printjob"
rm -rf "$build/own_headers"
check "a folder for headers outside of the prefix" install_to "$own" "$release" \
    -DCMAKE_INSTALL_INCLUDEDIR="$build/own_headers"
export PKG_CONFIG_PATH=$own/share/pkgconfig
check "… is named by pkg-config too" compile printjob job
