# Fails when a backend has more than 80 lines, comments and includes with them.
#
#     cmake -DBACKENDS=<folder> -P length.cmake

foreach(backend posix asio libserialport)
    file(READ ${BACKENDS}/${backend}_serial.hpp text)
    string(REGEX REPLACE "[^\n]" "" feeds "${text}")
    string(LENGTH "${feeds}" lines)
    if(lines GREATER 80)
        message(SEND_ERROR "${backend}_serial.hpp has ${lines} lines; 80 are the most")
    endif()
    message(STATUS "${backend}: ${lines} lines")
endforeach()
