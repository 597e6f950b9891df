# What lies in the folder after `cmake --install`.

check "its headers are those of the source" has_the_headers "$installed" "$release"
check "beside them it has the package's files alone" has_besides "$installed" "${package[@]}" "${package_pc[@]}"
check "it names no folder of the machine that made it" names_no_place "$installed" "$PWD" "$build"
check "it has no empty folder" has_no_empty_folder "$installed"
check "all its headers can be included at once" include_everything "$installed"

copy_to_break "$installed"
rm "$build/broken/include/printjob/time.hpp"
check_refused "a header that is missing is noticed" "time.hpp" has_the_headers "$build/broken" "$release"
check_refused "… and by a program" "time.hpp" include_everything "$build/broken"
copy_to_break "$installed"
echo >>"$build/broken/include/printjob/time.hpp"
check_refused "a header that differs is noticed" "time.hpp" has_the_headers "$build/broken" "$release"
touch "$build/broken/include/printjob/time.hpp.orig" "$build/broken/share/notes"
check_refused "a file too many among the headers is noticed" "time.hpp.orig" has_the_headers "$build/broken" "$release"
check_refused "a file too many elsewhere is noticed" "share/notes" \
    has_besides "$build/broken" "${package[@]}" "${package_pc[@]}"
mkdir "$build/broken/lib"
check_refused "an empty folder is noticed" "broken/lib" has_no_empty_folder "$build/broken"
echo "include(\"$build/before/more.cmake\")" >>"$build/broken/share/cmake/printjob/printjobConfig.cmake"
check_refused "a path of the building machine is noticed" "more.cmake" names_no_place "$build/broken" "$build"
check_refused "… also when it is no known one" "more.cmake" names_no_place "$build/broken"
