// Starts the server that this program is about, and runs all cases with it: those of the contract, whose
// requests then go over a connection, and those of servers.
#define DOCTEST_CONFIG_IMPLEMENT
#include "../http/printer_in.hpp"
#include "connection.hpp"
#include "served_api.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace http_servers_test {

namespace {

namespace http = printjob::http;

/// Sends a request to the server, which asks the API that the test is about.
class way_over_http {
public:
    http::response operator()(const http::request& asked, const http_test::answers& api) {
        int times = 0;
        the_api.ask([&](http::request arrived) {
            ++times;
            arrived.user = asked.user; // who it is that has the key: an embedder's knowledge
            return api(arrived);
        });
        std::optional<reply> came = exchange(asked);
        the_api.ask({});
        REQUIRE_MESSAGE(came, "no answer to " << text_of(asked));
        CHECK(times == 1);
        return answer_of(*came);
    }

private:
    static std::string text_of(const http::request& asked) {
        std::vector<std::string> headers;
        if (asked.authorised) headers.push_back("X-Api-Key: " + right_key);
        if (!asked.content_type.empty())
            headers.push_back("Content-Type: " + std::string{asked.content_type});
        if (!asked.body.empty() || asked.method == "POST")
            headers.push_back("Content-Length: " + std::to_string(asked.body.size()));
        return request_text(asked.method, asked.target, headers, asked.body);
    }

    std::optional<reply> exchange(const http::request& asked) {
        const bool is_new = !connection_;
        if (is_new) connection_.emplace(the_port);
        const bool sent = connection_->send(text_of(asked));
        auto came = sent ? connection_->read(asked.method == "HEAD") : std::nullopt;
        if (!came || came->closes()) connection_.reset();
        // A server may close a connection between two requests.
        return came || is_new ? came : exchange(asked);
    }

    /// An answer's views are of static text: here, of texts that are kept until the end.
    http::response answer_of(const reply& came) {
        auto given = http::response::document(came.status, came.body);
        given.content_type = *texts_.insert(came.header("content-type")).first;
        given.allow = *texts_.insert(came.header("allow")).first;
        return given;
    }

    std::optional<connection> connection_;
    std::set<std::string> texts_;
};

} // namespace

} // namespace http_servers_test

int main(int argc, char** argv) {
    using namespace http_servers_test;
    doctest::Context context{argc, argv};
    const auto server = start_server(the_api);
    the_port = server->port();
    way_over_http way;
    http_test::way_to_the_api = [&way](const http::request& asked, const http_test::answers& direct) {
        return way(asked, direct);
    };
    const int status = context.run();
    http_test::way_to_the_api = nullptr;
    return status;
}
