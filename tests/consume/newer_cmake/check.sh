# A CMake from 4.3 on, which prefers the CPS file to the config.

cmake=$newer_cmake

rm -rf "$build/cps_alone"
mkdir -p "$build/cps_alone/share"
cp -r "$installed/include" "$build/cps_alone"
cp -r "$installed/share/cps" "$build/cps_alone/share"
check "the CPS file alone" consume find_package "$build/cps_alone" "-DCMAKE_PREFIX_PATH=$build/cps_alone"
check "the newer CMake installs it" install_to "$build/installed_newer" "$release"
check "… the same files" has_besides "$build/installed_newer" "${package[@]}" "${package_pc[@]}"
check "… and is refused no rule" names_no_place "$build/installed_newer" "$PWD" "$build"
cmake=$debian_cmake
check "… for the older one too" ask_for "$version;EXACT" "$build/installed_newer"
