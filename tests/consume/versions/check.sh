# Which version CMake finds when it is asked for one. The next minor version is installed beside ours.

later=$build/later

copy_next_release "$build/next_release"
check "the next minor version can be installed" install_to "$later" "$build/next_release"
for cmake in "$debian_cmake" "$newer_cmake"; do # the second goes by the CPS file
    name=$(name_of "$cmake")
    both="$installed;$later"
    refusal="considered but not accepted"
    check "$name: its minor version is found" get "$major.$minor" "$installed" installed
    check "$name: … is found without a version" get "" "$installed" installed
    check "$name: … is found as the exact version" get "$version;EXACT" "$installed" installed
    check_refused "$name: a later patch is refused" "$refusal" ask_for "$major.$minor.$((patch + 1))" "$installed"
    check_refused "$name: the next minor version is refused" "$refusal" ask_for "$next" "$installed"
    check_refused "$name: the next major version is refused" "$refusal" ask_for "$((major + 1)).0" "$installed"
    check_refused "$name: the minor version before is refused" "$refusal" ask_for "$major.$minor" "$later"
    check "$name: of two side by side the one asked for is found" get "$major.$minor" "$both" installed
    check "$name: … and the other" get "$next" "$both" later
    check "$name: one project may find it twice" ask_for "$major.$minor" "$both" "-Dthen=$major.$minor"
    [ "$cmake" = "$debian_cmake" ] && refusal="headers of two versions do not mix" || refusal="already exists"
    check_refused "$name: two versions in one project are refused" "$refusal" \
        ask_for "$major.$minor" "$both" "-Dthen=$next"
done
