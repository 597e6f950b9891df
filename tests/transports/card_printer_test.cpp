// The transport that prints from the printer's card keeps the concept's promises, and what is its own.

#include "card_bench.hpp"
#include "card_printer.hpp"
#include <printjob/controller.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/transport_conformance.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace transports;

namespace {

/// The card printer under a controller, driven by a test.
struct desk {
    card_bench bench;
    controller<card_printer<simulated_port>> control{bench.printer};
    event_recorder recorder;

    explicit desk(marlin_settings settings = marlin_with_card()) : bench{std::move(settings)} {}

    [[nodiscard]] bool until(state wanted) {
        return run_until(bench.time, bench.port, control, [&] { return control.current() == wanted; });
    }
    void pass(duration span) {
        (void)run_until(bench.time, bench.port, control, [] { return false; }, span);
    }
    [[nodiscard]] std::string print(const file& what) {
        const answer given = control.print(what, bench.time.now());
        return std::string{given ? name(*given) : given.error().name};
    }
    [[nodiscard]] bool submit(command what) { return control.submit(what, bench.time.now()).has_value(); }
    [[nodiscard]] std::string events() {
        recorder.drain(control);
        return recorder.take_words();
    }
    /// The commands that were sent since the last call, without numbers and checksums.
    [[nodiscard]] std::string commands() {
        std::string all;
        std::size_t from = 0;
        for (std::size_t end; (end = bench.wire.find('\n', from)) != std::string::npos; from = end + 1) {
            std::string line = bench.wire.substr(from, end - from);
            line = line.substr(0, line.rfind('*'));
            if (line.starts_with('N')) line = line.substr(line.find(' ') + 1);
            if (line != "M27" && line != "M105" && !line.empty()) all += (all.empty() ? "" : " | ") + line;
        }
        bench.wire.clear();
        return all;
    }
    /// A job that prints, and has put something through the nozzle.
    void prints() {
        REQUIRE(until(state::operational));
        REQUIRE(print(bench.job_reader()) == "accepted");
        REQUIRE(run_until(bench.time, bench.port, control, [&] { return bench.carried_out() > 0; }));
        REQUIRE(control.current() == state::printing);
        (void)events();
        (void)commands();
    }
};

} // namespace

TEST_CASE("the card printer keeps every rule of the concept") {
    const auto found = check_transport([] { return card_bench{}; });
    INFO(found.text());
    CHECK(found.conforms());
    // The card answers M23 later: a restart with a missing file is taken first, and fails then.
    CHECK(found.checks > 45);
}

TEST_CASE("a whole job is two commands, and the printer reads the lines itself") {
    desk d;
    std::uint64_t from_card = 0;
    d.bench.marlin.on_executed([&](const executed_command& each) { from_card += each.from_card ? 1U : 0U; });
    REQUIRE(d.until(state::operational));
    (void)d.commands();
    (void)d.events();
    CHECK(d.print(d.bench.job_reader()) == "accepted");
    REQUIRE(d.until(state::operational));
    CHECK(d.commands() == "M23 square.gco | M24");
    CHECK(d.events() ==
          "FileSelected(0) →Starting PrintStarted(1) →Printing →Finishing →Operational PrintDone(1)");
    CHECK(from_card == 63); // 62 lines, and the end
    CHECK(d.bench.carried_out() == 60'000);
    CHECK(d.control.status(d.bench.time.now()).completion == 100.0);
}

TEST_CASE("a pause while starting takes effect before M24") {
    desk d;
    REQUIRE(d.until(state::operational));
    (void)d.commands();
    REQUIRE(d.print(d.bench.job_reader()) == "accepted");
    REQUIRE(d.control.current() == state::starting);
    REQUIRE(d.submit(command::pause));
    REQUIRE(d.until(state::paused));
    d.pass(1h);
    CHECK(d.commands() == "M23 square.gco");
    CHECK(d.bench.carried_out() == 0);
    REQUIRE(d.submit(command::resume));
    REQUIRE(d.until(state::operational));
    CHECK(d.commands() == "M24");
    CHECK(d.control.last_outcome() == outcome::done);
}

TEST_CASE("a cancel breaks a wait, closes the file and makes the printer safe") {
    desk d;
    d.prints();
    REQUIRE(d.submit(command::cancel));
    REQUIRE(d.until(state::operational));
    CHECK(d.commands() == "M108 | M25 | M524 | M104 T0 S0 | M140 S0 | M106 S0 | M84");
    CHECK_FALSE(d.bench.marlin.prints_from_card());
    CHECK(d.events() == "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)");
}

TEST_CASE("a file that the card does not have fails, and the printer is made safe") {
    desk d;
    REQUIRE(d.until(state::operational));
    (void)d.events();
    file other = d.bench.job_reader();
    REQUIRE(other.path.assign("other.gco"));
    CHECK(d.print(other) == "accepted");
    REQUIRE(d.until(state::operational));
    CHECK(d.events() ==
          "FileSelected(0) →Starting PrintStarted(1) →Operational PrintFailed(1, file_not_readable)");
    CHECK(d.bench.carried_out() == 0);
}

TEST_CASE("a file that is not on the card, or whose name cannot be sent, is refused") {
    desk d;
    REQUIRE(d.until(state::operational));
    file here = d.bench.job_reader();
    here.origin = file_origin::local;
    CHECK(d.print(here) == "not_on_card");
    for (const char* path : {"", "a\nM112", "a*b.gco", "a;b.gco"}) {
        file odd = d.bench.job_reader();
        REQUIRE(odd.path.assign(path));
        CHECK(d.print(odd) == "file_not_readable");
    }
    CHECK(d.control.current() == state::operational);
}

TEST_CASE("the end is found without its message") {
    desk d;
    d.prints();
    REQUIRE(d.until(state::finishing));
    d.bench.marlin.corrupt_next_line(3); // the keepalive, the end, or an answer
    REQUIRE(d.until(state::operational));
    CHECK(d.control.last_outcome() == outcome::done);
}

TEST_CASE("a job that is stopped at the printer is cancelled") {
    desk d;
    d.prints();
    d.bench.marlin.receive(std::string_view{"M524\n"}, d.bench.time.now());
    REQUIRE(d.until(state::operational));
    CHECK(d.control.last_outcome() == outcome::cancelled);
}

TEST_CASE("a printer that continues after a lost link is reported, sent nothing, and starts nothing") {
    desk d;
    d.prints();
    d.bench.port.unplug();
    d.control.advance(d.bench.time.now());
    CHECK(d.events() == "→Offline PrintFailed(1, printer_disconnected)");
    d.bench.port.plug_in();
    REQUIRE(d.until(state::operational));
    CHECK(d.events() == "→Connecting Noticed(printer_prints_alone) →Operational");
    CHECK(d.print(d.bench.job_reader()) == "printer_prints_alone");
    d.pass(2min);
    CHECK(d.bench.carried_out() == 60'000); // it was left alone
    CHECK(d.print(d.bench.job_reader()) == "accepted");
    REQUIRE(d.until(state::operational));
    CHECK(d.control.last_outcome() == outcome::done);
}

TEST_CASE("a reset in the middle of a job fails it, and nothing continues") {
    desk d;
    d.prints();
    d.bench.marlin.reset(d.bench.time.now());
    REQUIRE(d.until(state::operational));
    d.pass(2min);
    CHECK(d.events() == "→Operational PrintFailed(1, printer_reset) →Connecting →Operational");
    CHECK(d.commands().find("M24") == std::string::npos);
}

TEST_CASE("a lethal error halts the printer") {
    desk d;
    d.prints();
    d.bench.marlin.halt("Thermal Runaway, system stopped! Heater_ID: 0", d.bench.time.now());
    REQUIRE(d.until(state::error));
    CHECK(d.events() == "→Error PrintFailed(1, printer_error)");
}
