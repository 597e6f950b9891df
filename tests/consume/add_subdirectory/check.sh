# A folder of the consumer's own.

check "without JSON, with warnings as errors" consume add_subdirectory "$release" \
    -Dprintjob_source="$release" $no_json "${strict[@]}"
cmake=$newer_cmake
check "… with the newer CMake" consume add_subdirectory "$release" -Dprintjob_source="$release" $no_json
cmake=$debian_cmake
copy_to_break "$release"
echo "target_compile_options(printjob INTERFACE -O3)" >>"$build/broken/CMakeLists.txt"
check_refused "a flag that printjob gives to others is noticed" "not passive" \
    consume add_subdirectory "$build/broken" -Dprintjob_source="$build/broken" $no_json
