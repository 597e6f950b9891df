// The instructions of reading a command, and of reading it, deciding and answering.

#include "../posting.hpp"

#include "../keep.hpp"
#include "run.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string_view>

using namespace benchmarks;

namespace {

template <auto Read, const std::string_view& Body>
void read(std::size_t times) {
    std::string_view body = Body;
    for (std::size_t i = 0; i < times; ++i) {
        keep(body);
        keep(Read(body));
    }
}

/// A body over the limit: refused before the parser sees it.
void too_large(std::size_t times) {
    std::array<char, printjob::json::body_limit + 1> body;
    body.fill(' ');
    for (std::size_t i = 0; i < times; ++i) {
        keep(body);
        keep(printjob::json::read_job_command({body.data(), body.size()}));
    }
}

/// A job that prints; `start` is refused, `pause` with an action is already so, and a bare `pause` toggles.
template <const std::string_view& Body>
void answer(std::size_t times) {
    printing_host host;
    if (&Body == &pause_body) (void)host.post(Body);
    host.forget_events();
    for (std::size_t i = 0; i < times; ++i) {
        const auto answer = host.post(Body);
        keep(answer);
        if (answer.status != (&Body == &start_body ? 409 : 204)) std::abort();
    }
}

template <const std::string_view& Body>
void decide(std::size_t times) {
    printing_host host;
    if (&Body == &pause_body) (void)host.post(Body);
    host.forget_events();
    std::string_view body = Body;
    for (std::size_t i = 0; i < times; ++i) {
        keep(body);
        if (host.submit(body) != (&Body != &start_body)) std::abort();
    }
}

} // namespace

int main(int argc, char** argv) {
    return run(argc, argv,
               {{"start/scan", read<read_by_scanning, start_body>},
                {"start/bare", read<read_bare, start_body>},
                {"start/library", read<printjob::json::read_job_command, start_body>},
                {"start/decide", decide<start_body>},
                {"start/answer", answer<start_body>},
                {"pause/scan", read<read_by_scanning, pause_body>},
                {"pause/bare", read<read_bare, pause_body>},
                {"pause/library", read<printjob::json::read_job_command, pause_body>},
                {"pause/decide", decide<pause_body>},
                {"pause/answer", answer<pause_body>},
                {"too_large/library", too_large},
                {"toggle/bare", read<read_bare, toggle_body>},
                {"toggle/decide", decide<toggle_body>},
                {"toggle/answer", answer<toggle_body>}});
}
