# Compares the README's first two blocks with a program and its output.

file(READ ${README} readme)
file(READ ${SOURCE} source)
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)

foreach(block IN ITEMS "```cpp\n${source}```\n" "```\n${output}```\n")
    string(FIND "${readme}" "${block}" place)
    if(place EQUAL -1)
        message(FATAL_ERROR "The README should have this block:\n${block}")
    endif()
endforeach()
