// The transport that speaks Moonraker's API keeps the concept's promises, and what is its own.

#include "moonraker_bench.hpp"
#include <printjob/controller.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/transport_conformance.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace transports;

namespace {

/// The Moonraker printer under a controller, driven by a test.
struct desk {
    moonraker_bench bench;
    controller<moonraker_printer<memory_network>> control{bench.printer};
    event_recorder recorder;

    explicit desk(std::uint64_t file_size = 1000) : bench{file_size} {}

    template <class Done>
    [[nodiscard]] bool run(Done done, duration limit = 1h) {
        const instant last = bench.time.now() + limit;
        while (true) {
            bench.handle_time();
            if (bench.input_waits() || control.next_deadline() <= bench.time.now())
                control.advance(bench.time.now());
            if (done()) return true;
            const instant next = std::min(bench.next_event(), control.next_deadline());
            if (next > last) break;
            bench.time.advance_to(next);
        }
        bench.time.advance_to(last);
        return false;
    }
    [[nodiscard]] bool until(state wanted) {
        return run([&] { return control.current() == wanted; });
    }
    void pass(duration span) {
        (void)run([] { return false; }, span);
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
    /// The orders that were given since the last call, in their last word.
    [[nodiscard]] std::string orders() {
        std::string all;
        for (const std::string& each : bench.network.log)
            if (each.starts_with("POST ")) all += (all.empty() ? "" : " ") + each.substr(each.rfind('/') + 1);
        bench.network.log.clear();
        return all;
    }
    void prints() {
        REQUIRE(until(state::operational));
        REQUIRE(print(bench.job_reader()) == "accepted");
        REQUIRE(run([&] { return bench.carried_out() > 100; }));
        REQUIRE(control.current() == state::printing);
        (void)events();
        (void)orders();
    }
};

} // namespace

TEST_CASE("the Moonraker printer keeps every rule of the concept") {
    const auto found = check_transport([] { return moonraker_bench{}; });
    INFO(found.text());
    CHECK(found.conforms());
    CHECK(found.checks > 45);
}

TEST_CASE("a whole job is one order, and motion has ended when it is done") {
    desk d;
    REQUIRE(d.until(state::operational));
    (void)d.events();
    CHECK(d.print(d.bench.job_reader()) == "accepted");
    REQUIRE(d.until(state::operational));
    CHECK(d.orders() == "start?filename=square.gcode script?script=M400");
    CHECK(d.events() ==
          "FileSelected(0) →Starting PrintStarted(1) →Printing →Finishing →Operational PrintDone(1)");
    CHECK(d.bench.carried_out() == 1000);
    CHECK(d.control.status(d.bench.time.now()).completion == 100.0);
}

TEST_CASE("a cancel ends in heaters that are off") {
    desk d;
    d.prints();
    REQUIRE(d.submit(command::cancel));
    REQUIRE(d.until(state::operational));
    CHECK(d.orders() == "cancel script?script=TURN_OFF_HEATERS%0AM107%0AM84");
    CHECK(d.bench.server.heaters_off());
    CHECK(d.control.last_outcome() == outcome::cancelled);
}

TEST_CASE("a file that is not there fails before anything was ordered to print") {
    desk d;
    REQUIRE(d.until(state::operational));
    file other = d.bench.job_reader();
    REQUIRE(other.path.assign("a b&c.gcode"));
    CHECK(d.print(other) == "accepted");
    REQUIRE(d.until(state::operational));
    CHECK(d.control.status(d.bench.time.now()).failed_with == failure::file_not_readable);
    CHECK(d.bench.count("filename=a%20b%26c.gcode") == 1);
    CHECK(d.bench.sent() == 0);
}

TEST_CASE("a restart removes the paused job, and a failed one leaves no heater on") {
    desk d;
    d.prints();
    REQUIRE(d.submit(command::pause));
    REQUIRE(d.until(state::paused));
    (void)d.orders();
    REQUIRE(d.submit(command::restart));
    REQUIRE(d.until(state::operational));
    CHECK(d.orders() ==
          "script?script=SDCARD_RESET_FILE%0ACLEAR_PAUSE start?filename=square.gcode script?script=M400");
    CHECK(d.control.last_outcome() == outcome::done);
}

TEST_CASE("an order that fails is repeated") {
    desk d;
    d.prints();
    d.bench.server.fail_next_order();
    REQUIRE(d.submit(command::pause));
    REQUIRE(d.until(state::paused));
    CHECK(d.orders() == "pause pause script?script=M400");
}

TEST_CASE("the state follows what happens at the printer") {
    desk d;
    d.prints();
    d.bench.server.job_becomes(klipper_job::paused);
    REQUIRE(d.until(state::paused));
    d.bench.server.job_becomes(klipper_job::printing);
    REQUIRE(d.until(state::printing));
    CHECK(d.events() == "→Paused PrintPaused(1) PrintResumed(1) →Printing");
    d.bench.server.job_becomes(klipper_job::cancelled);
    REQUIRE(d.until(state::operational));
    CHECK(d.control.last_outcome() == outcome::cancelled);
}

TEST_CASE("a job whose G-code fails is failed") {
    desk d;
    d.prints();
    d.bench.server.job_becomes(klipper_job::error);
    REQUIRE(d.until(state::operational));
    CHECK(d.events() == "→Operational PrintFailed(1, printer_error)");
}

TEST_CASE("the states of Klippy are the printer's states") {
    desk d;
    SUBCASE("startup, then ready") {
        d.bench.server.klippy_becomes(klippy::startup);
        d.pass(1min);
        CHECK(d.control.current() == state::connecting);
        d.bench.server.klippy_becomes(klippy::ready);
        REQUIRE(d.until(state::operational));
        CHECK(d.events() == "→Connecting →Operational");
    }
    SUBCASE("shutdown is an error until it was restarted") {
        d.prints();
        d.bench.server.klippy_becomes(klippy::shutdown);
        REQUIRE(d.until(state::error));
        d.pass(10min);
        CHECK(d.events() == "→Error PrintFailed(1, printer_error)");
        d.bench.server.klippy_becomes(klippy::startup);
        REQUIRE(d.until(state::connecting));
        d.bench.server.klippy_becomes(klippy::ready);
        REQUIRE(d.until(state::operational));
    }
    SUBCASE("a restart fails the job and starts nothing") {
        d.prints();
        d.bench.server.klippy_becomes(klippy::startup);
        REQUIRE(d.until(state::connecting));
        d.bench.server.klippy_becomes(klippy::ready);
        REQUIRE(d.until(state::operational));
        d.pass(10min);
        CHECK(d.events() == "→Operational PrintFailed(1, printer_reset) →Connecting →Operational");
        CHECK(d.orders().empty());
    }
    SUBCASE("disconnected from Moonraker is offline") {
        d.prints();
        d.bench.server.klippy_becomes(klippy::disconnected);
        REQUIRE(d.until(state::offline));
        CHECK(d.events() == "→Offline PrintFailed(1, printer_disconnected)");
    }
}

TEST_CASE("a host that continues after a lost network is reported, sent nothing, and starts nothing") {
    desk d{4000}; // it prints for 40 s
    d.prints();
    d.bench.break_link();
    REQUIRE(d.run([&] { return d.control.current() == state::offline; }, 15s));
    CHECK(d.events() == "→Offline PrintFailed(1, printer_disconnected)");
    d.bench.mend_link();
    (void)d.orders();
    REQUIRE(d.until(state::operational));
    REQUIRE(d.bench.server.job() == klipper_job::printing);
    CHECK(d.events() == "→Connecting Noticed(printer_prints_alone) →Operational");
    CHECK(d.print(d.bench.job_reader()) == "printer_prints_alone");
    d.pass(1min);
    CHECK(d.orders().empty());
    CHECK(d.bench.carried_out() == 4000);
    CHECK(d.print(d.bench.job_reader()) == "accepted");
}

TEST_CASE("a short outage is no loss") {
    desk d;
    d.prints();
    d.bench.break_link();
    d.pass(3s);
    d.bench.mend_link();
    REQUIRE(d.until(state::operational));
    CHECK(d.control.last_outcome() == outcome::done);
}

TEST_CASE("answers without known content are unknown") {
    for (const char* body :
         {"", "[]", "null", "{\"result\":7}", "{\"result\":{\"klippy_state\":1}}", "{\"result\":"})
        CHECK(read_server_info(body) == klippy::unknown);
    const klipper_status odd =
        read_status("{\"result\":{\"status\":{\"webhooks\":[],\"print_stats\":{\"state\":\"dancing\"},"
                    "\"virtual_sdcard\":{\"file_position\":-4}}}}");
    CHECK(odd.host == klippy::unknown);
    CHECK(odd.job == klipper_job::unknown);
    CHECK(odd.position == 0);
}
