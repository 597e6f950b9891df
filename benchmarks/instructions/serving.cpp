// The user instructions of one POST through Boost.Beast: a constant 204, and the library's answer. The client
// is another process and is not counted.

#include "../serving.hpp"

#include "../keep.hpp"
#include "run.hpp"

using namespace benchmarks;

namespace {

const char* own_path = nullptr;

template <class Handler, const std::string_view& Body>
void post(std::size_t times) {
    keep(serve<Handler>(own_path, times, Body));
}

} // namespace

int main(int argc, char** argv) {
    own_path = argv[0];
    if (is_client(argc, argv)) return be_client(argv);
    return run(argc, argv,
               {{"pause/constant", post<constant_handler, pause_body>},
                {"pause/bare", post<bare_parser_handler, pause_body>},
                {"pause/library", post<library_handler, pause_body>},
                {"toggle/constant", post<constant_handler, toggle_body>},
                {"toggle/bare", post<bare_parser_handler, toggle_body>},
                {"toggle/library", post<library_handler, toggle_body>}});
}
