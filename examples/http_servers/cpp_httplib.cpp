#include "cpp_httplib.hpp"

#include "threaded_main.hpp"

int main(int argc, char** argv) {
    return http_servers::serve_from_threads<http_servers::cpp_httplib_server>(argc, argv);
}
