# Installed and found by CMake, with several compilers and standards.

in_place=(find_package "$installed" "-DCMAKE_PREFIX_PATH=$installed")
check "g++, C++20" consume "${in_place[@]}" "${strict[@]}" -DCMAKE_CXX_STANDARD=20
check "g++, C++23" consume "${in_place[@]}" "${strict[@]}" -DCMAKE_CXX_STANDARD=23
check "g++, without exceptions and RTTI" consume "${in_place[@]}" \
    "-DCMAKE_CXX_FLAGS=$warnings -fno-exceptions -fno-rtti"
check "clang 16, C++20" consume "${in_place[@]}" "${strict[@]}" -DCMAKE_CXX_COMPILER=clang++-16
check "clang 19, C++20, without exceptions" consume "${in_place[@]}" \
    -DCMAKE_CXX_COMPILER=clang++-19 "-DCMAKE_CXX_FLAGS=$warnings -fno-exceptions"
check_refused "a header from another place is noticed" "does not come from" \
    comes_from "$build/consumer" "$build/elsewhere" printjob/printjob.hpp
check_refused "a consumer that includes nothing is noticed" "is included nowhere" \
    comes_from "$build/consumer" "$installed" printjob/nothing.hpp
