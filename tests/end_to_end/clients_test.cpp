/// Many clients at once.

#include "workbench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <map>
#include <random>
#include <thread>

using namespace end_to_end;

namespace {

constexpr int client_count = 8;

/// Splits the marked lines into runs: each begins with line 0. Checks that each goes on in order.
int check_runs(const std::vector<std::string>& marked) {
    int runs = 0;
    int index = 0;
    for (const auto& line : marked) {
        if (line == marked_line(0)) {
            ++runs;
            index = 0;
        }
        if (line != marked_line(index)) {
            FAIL_CHECK(line << " in place of " << marked_line(index) << " in run " << runs);
            break;
        }
        ++index;
    }
    return runs;
}

} // namespace

TEST_CASE("of eight concurrent starts exactly one is accepted, every time") {
    constexpr int lines = 40;
    constexpr int rounds = 10;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    REQUIRE(bench.select("job.gcode") == taken);

    std::barrier together{client_count + 1};
    std::array<std::array<answer, rounds>, client_count> answers;
    std::vector<std::thread> clients;
    for (int who = 0; who < client_count; ++who)
        clients.emplace_back([&, who] {
            auto client = bench.connect();
            (void)client.get("/api/version"); // connected before it counts
            for (auto& each : answers[static_cast<std::size_t>(who)]) {
                together.arrive_and_wait();
                each = client.post("/api/job", R"({"command":"start"})");
                together.arrive_and_wait();
            }
        });
    int prints_done = 0;
    for (int round = 0; round < rounds; ++round) {
        bench.printer().hold_at(marked_line(0)); // so that no job ends before the last start came
        together.arrive_and_wait();
        together.arrive_and_wait();
        bench.printer().release();
        prints_done += bench.is_done() ? 1 : 0;
    }
    for (auto& each : clients)
        each.join();

    CHECK(prints_done == rounds);
    const answer refused =
        error(409, "job_active", "Printer already has an active print job, did you mean 'restart'?");
    for (std::size_t round = 0; round < rounds; ++round) {
        CAPTURE(round);
        std::size_t accepted = 0;
        for (const auto& of_client : answers) {
            if (of_client[round] == taken)
                ++accepted;
            else
                CHECK(of_client[round] == refused);
        }
        CHECK(accepted == 1);
    }
    const auto marked = marked_in(bench.printer().executed());
    CHECK(check_runs(marked) == rounds);
    CHECK(marked.size() == std::size_t{lines} * rounds);
}

TEST_CASE("a storm of commands from eight clients: no failure, and every job's lines in order and once") {
    constexpr int lines = 150;
    constexpr int requests = 120;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    REQUIRE(bench.select("job.gcode") == taken);

    static constexpr std::array<std::string_view, 12> bodies{
        R"({"command":"start"})",
        R"({"command":"start"})",
        R"({"command":"restart"})",
        R"({"command":"restart"})",
        R"({"command":"pause"})",
        R"({"command":"pause","action":"pause"})",
        R"({"command":"pause","action":"resume"})",
        R"({"command":"pause","action":"toggle"})",
        R"({"command":"pause","action":"resume"})",
        R"({"command":"cancel"})",
        R"({"command":"pause","action":"dance"})",
        R"({"command":)",
    };
    std::atomic<int> begun = 0;
    std::array<std::map<int, int>, client_count> seen; // how often each status came
    std::vector<std::thread> clients;
    for (unsigned who = 0; who < client_count; ++who)
        clients.emplace_back([&, who] {
            auto client = bench.connect();
            std::mt19937 random{who};
            for (int i = 0; i < requests; ++i) {
                const auto pick = random() % (bodies.size() + 3);
                answer given;
                if (pick < bodies.size())
                    given = client.post("/api/job", std::string{bodies[pick]});
                else if (pick == bodies.size())
                    given = client.get("/api/job");
                else if (pick == bodies.size() + 1)
                    given = client.get("/api/printer");
                else
                    given = client.post("/api/files/local/job.gcode", R"({"command":"select"})");
                ++seen[who][given.status];
                if (given.status == 204 && pick < 4) ++begun;
            }
        });
    for (auto& each : clients)
        each.join();

    std::map<int, int> statuses;
    for (const auto& of_client : seen)
        for (const auto& [status, count] : of_client)
            statuses[status] += count;
    for (const auto& [status, count] : statuses) {
        CAPTURE(count);
        const std::array expected{200, 204, 400, 409};
        CHECK_MESSAGE(std::ranges::count(expected, status) == 1, "status " << status);
    }
    CHECK(begun > 0);

    const auto ended = bench.command("cancel");
    CHECK((ended.status == 204 || ended.status == 409));
    REQUIRE(bench.reaches("Operational"));
    const int runs_of_storm = check_runs(marked_in(bench.printer().executed()));
    CHECK(runs_of_storm <= begun); // one that was cancelled early has no line

    bench.start("job.gcode");
    CHECK(bench.is_done());
    const auto executed = bench.printer().executed();
    CHECK(check_runs(marked_in(executed)) == runs_of_storm + 1);
    auto expected = marked_lines(lines);
    expected.insert(expected.end(), {"M400", "M114"});
    CHECK(difference(last_run(executed), expected) == "");
}

TEST_CASE("uploads, lists and commands of eight clients do not disturb a print") {
    constexpr int lines = 2000;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at(marked_line(10));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());

    const auto text = marked_file(3000);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> clients;
    for (int who = 0; who < client_count; ++who)
        clients.emplace_back([&, who] {
            auto client = bench.connect();
            for (int i = 0; i < 8; ++i) {
                const auto name = "upload " + std::to_string(who) + "-" + std::to_string(i % 2) + ".gcode";
                if (client.post_form("/api/files/local", {{"file", text, name}}).status != 201) ++wrong;
                if (client.get("/api/files").status != 200) ++wrong;
                if (client.get("/api/job").status != 200) ++wrong;
                if (client.post("/api/job", R"({"command":"start"})").status >= 500) ++wrong;
                if (who == 0 && i == 1) bench.printer().release();
            }
        });
    for (auto& each : clients)
        each.join();
    CHECK(wrong == 0);
    REQUIRE(bench.reaches("Operational"));
    const auto marked = marked_in(bench.printer().executed());
    CHECK(check_runs(marked) >= 1);
    CHECK(marked.size() % lines == 0);
    for (int who = 0; who < client_count; ++who)
        CHECK(text_of(bench.files() / ("upload " + std::to_string(who) + "-1.gcode")) == text);
}
