#include "poco.hpp"

#include "threaded_main.hpp"

int main(int argc, char** argv) {
    return http_servers::serve_from_threads<http_servers::poco_server>(argc, argv);
}
