// The instructions of one decision: the library's table, a switch, a plain table, and nothing at all.

#include "../deciding.hpp"

#include "../keep.hpp"
#include "run.hpp"

using namespace benchmarks;

namespace {

template <class Way>
void any(std::size_t times) {
    const auto inputs = any_inputs();
    row now = row::offline;
    for (std::size_t done = 0; done < times; done += 2 * inputs.size()) {
        now = take_any<Way>(now, inputs);
        keep(now);
    }
}

template <class Way>
void job(std::size_t times) {
    row now = row::operational;
    for (std::size_t done = 0; done < times; done += decisions_of_a_normal_job) {
        now = normal_job<Way>(now);
        keep(now);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (!all_agree()) return 1;
    return run(argc, argv,
               {{"any/library", any<by_library>},
                {"any/switch", any<by_switch>},
                {"any/table", any<by_table>},
                {"any/nothing", any<by_nothing>},
                {"job/library", job<by_library>},
                {"job/switch", job<by_switch>},
                {"job/table", job<by_table>},
                {"job/nothing", job<by_nothing>}});
}
