# The suites for HTTP servers and serial ports, used by glue that has only an installed tree of the library.

glue=(examples/http_servers/cpp_httplib.hpp
    examples/serial_backends/{posix_serial.hpp,serial_errors.hpp,waker.hpp,milliseconds_until.hpp,line_speed.hpp,line_speed.cpp})

# judge FILE EDIT: copies project and glue, changes a file of the glue by an expression of sed's, which must change
# something, and runs the suites.
judge() {
    copy_project own_glue
    cp "${glue[@]}" "$build/project"
    if [ $# -eq 2 ]; then
        sed -i "$2" "$build/project/$1"
        if cmp -s "$build/project/$1" examples/*/"$1"; then echo "$1 is as it was" && return 1; fi
    fi
    build_project "$installed" "-DCMAKE_PREFIX_PATH=$installed"
}

check "they run from outside, and the glue passes them" judge
check_refused "a server that decodes a path before the API does fails its suite" \
    "FAILED: a target arrives as it was sent" judge cpp_httplib.hpp 's/asked\.target,/asked.path,/'
check_refused "a port that leaves the line as a terminal fails its suite" \
    "FAILED: every byte passes unchanged" judge posix_serial.hpp 's/::cfmakeraw(&line);//'
