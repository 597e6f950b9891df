// Each allocation of what touches files fails in turn.

#include "files_that_fail.hpp"
#include "workshop.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>

using namespace failing;

namespace {

file named(std::string_view path) {
    file what;
    REQUIRE(what.path.assign(path));
    return what;
}

/// A folder with files in folders, and a link to one of them.
struct some_files {
    some_files() {
        std::filesystem::create_directories(folder.path() / "a folder with a name that is long enough");
        folder.write("a.gcode", "G28\n");
        folder.write("a folder with a name that is long enough/b.gcode", "G28\nM84\n");
        std::filesystem::create_symlink("a.gcode", folder.path() / "link.gcode");
    }
    temporary_folder folder;
    host::gcode_folder files{folder.path()};
};

} // namespace

TEST_CASE("a list of files for which there is no memory is never incomplete") {
    // Each try is a process of its own: std::filesystem's iterators end the program when some of their allocations
    // fail (g++ 12). That is loud, and nothing that the library could catch.
    enum : int { threw, told_an_error, complete, shorter, leaked };
    const some_files here;
    const auto try_with = [&](std::size_t n) {
        const failing_allocation fails{n};
        const auto live = live_allocations();
        try {
            const auto all = here.files.list();
            if (!fails.came()) return all && all->size() == 3 ? complete : shorter;
            return all ? shorter : told_an_error;
        } catch (const std::bad_alloc&) {
            return live_allocations() == live ? threw : leaked;
        }
    };
    std::size_t n = 0;
    for (int became = threw; became != complete;) {
        ++n;
        CAPTURE(n);
        REQUIRE(n < 1000);
        const pid_t child = fork();
        if (child == 0) {
            std::set_terminate([] { std::_Exit(threw); });
            std::_Exit(try_with(n));
        }
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        REQUIRE(WIFEXITED(status));
        became = WEXITSTATUS(status);
        CHECK((became == threw || became == told_an_error || became == complete));
    }
    CHECK(n > 10);
}

TEST_CASE("a file that cannot be looked for, for want of memory, is not said to be missing") {
    const some_files here;
    for (const std::string_view path :
         {"a.gcode", "a folder with a name that is long enough/b.gcode", "link.gcode"}) {
        CAPTURE(path);
        std::optional<result<file>> found;
        const auto failed = fail_each_allocation([&] { found = here.files.find(path); },
                                                 [&](const without_memory& is) {
                                                     CAPTURE(is.n);
                                                     CHECK(is.leaked == 0);
                                                     CHECK(is.threw);
                                                     CHECK_FALSE(found.has_value());
                                                 });
        CHECK(failed > 0);
        REQUIRE(found.has_value());
        CHECK(found->has_value());
    }
}

TEST_CASE("a file that cannot be opened, for want of memory, leaves the source as it was and no file open") {
    const some_files here;
    host::file_lines source;
    const int open_before = open_files();
    REQUIRE_FALSE(here.files.open(named("a.gcode"), source).has_value());
    std::optional<io_error> failure;
    const auto failed = fail_each_allocation(
        [&] { failure = here.files.open(named("a folder with a name that is long enough/b.gcode"), source); },
        [&](const without_memory& is) {
            CAPTURE(is.n);
            CHECK(is.leaked == 0);
            CHECK((is.threw || failure.has_value()));
            CHECK(open_files() == open_before + 1);
            failure.reset();
        });
    CHECK(failed > 0);
    CHECK_FALSE(failure.has_value());
    CHECK((*source.next_line())->end == 4);
    source.close();
    CHECK(open_files() == open_before);
}

TEST_CASE("a first file that cannot be opened for lack of memory has the system's own error number") {
    const some_files here;
    host::file_lines source;
    std::optional<io_error> last;
    const auto failed = fail_each_allocation([&] { last = here.files.open(named("a.gcode"), source); },
                                             [&](const without_memory& is) {
                                                 CAPTURE(is.n);
                                                 CHECK(is.leaked == 0);
                                                 CHECK_FALSE(source.is_open());
                                                 if (!is.threw) {
                                                     REQUIRE(last.has_value());
                                                     CHECK(*last == io_error{fault::io, ENOMEM});
                                                 }
                                             });
    CHECK(failed > 0);
    CHECK(source.is_open());
    const auto live = live_allocations();
    source.close();
    CHECK(live_allocations() == live - 1); // the buffer, and nothing else
    CHECK(open_files() == 0);
}

TEST_CASE("reading a file asks for no memory: not for its first line, and not for its last") {
    temporary_folder folder;
    std::string content;
    for (int i = 0; i < 20'000; ++i)
        content += "G1 X" + std::to_string(i) + " F3000 ; a comment\n";
    content += std::string(3 * host::file_lines::chunk, 'x') + "\nM84";
    folder.write("long.gcode", content);
    host::file_lines source;
    REQUIRE_FALSE(source.open(folder.path() / "long.gcode").has_value());
    std::size_t lines = 0;
    CHECK(allocations_in([&] {
              for (auto line = source.next_line(); line && *line; line = source.next_line())
                  ++lines;
          }) == 0);
    CHECK(lines == 20'002);
}
