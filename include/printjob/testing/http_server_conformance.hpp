#pragma once
/// The suite of HTTP servers: checks over real connections that a server between clients and a `job_api`
/// changes nothing of the contract (docs/contract.md), and keeps to HTTP. For POSIX systems; it needs no test
/// framework:
///
///     const auto found = printjob::testing::check_http_server(
///         [](auto& api, const std::string& key) { return my_server{api, key}; });
///     std::fputs(found.text().c_str(), stderr); // one line for each broken rule
///     return found.conforms() ? 0 : 1;
///
/// `my_server` is the glue to be tested, made for whatever has `handle(request, instant)`. It serves on
/// 127.0.0.1 from construction to destruction, asks for the key in `X-Api-Key`, and has a `port()`, which is
/// -1 when it could not be had. It need not be movable. An event loop needs a thread around it. The suite
/// takes some seconds.

#include <printjob/http/message.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/http_contract_commands.hpp>
#include <printjob/testing/conformance/http_contract_differences.hpp>
#include <printjob/testing/conformance/http_contract_documents.hpp>
#include <printjob/testing/conformance/http_contract_errors.hpp>
#include <printjob/testing/conformance/http_fixture.hpp>
#include <printjob/testing/conformance/http_server_cases.hpp>
#include <printjob/testing/conformance/http_server_fixture.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace printjob::inline v0::testing {

/// Satisfied by a function that starts a server under test over an API, with a key, and returns it by value.
template <class T>
concept http_server_maker = requires(T& make, served_api& api, const std::string& key) {
    { make(api, key).port() } -> std::convertible_to<int>;
};

/// Stores a server that the embedder's function returns by value.
template <http_server_maker MakeServer>
class made_http_server : public running_http_server {
public:
    /// Makes the server.
    made_http_server(MakeServer& make, served_api& api, const std::string& key) : server_{make(api, key)} {}
    [[nodiscard]] int port() const override { return server_.port(); }

private:
    std::invoke_result_t<MakeServer&, served_api&, const std::string&> server_;
};

/// All cases of the contract, each of which works with an `http_fixture`. docs/contract.md names them.
inline constexpr auto http_contract_cases = joined_cases(
    http_contract::command_cases, http_contract::order_cases, http_contract::error_cases,
    http_contract::grid_cases, http_contract::difference_cases, http_contract::job_document_cases,
    http_contract::printer_document_cases, http_contract::version_and_file_cases);

/// All cases of servers besides, each of which works with an `http_server_fixture`.
inline constexpr auto http_server_cases =
    joined_cases(http_contract::http_message_cases, http_contract::http_client_cases);

/// Checks a server; see the top of this header. `make_server(api, key)` starts it.
template <http_server_maker MakeServer>
[[nodiscard]] case_report check_http_server(MakeServer make_server,
                                            const http_server_settings& settings = {}) {
    http_server_fixture w{[&make_server](served_api& api, const std::string& key) {
                              return std::make_unique<made_http_server<MakeServer>>(make_server, api, key);
                          },
                          settings};
    run_cases<http_fixture>(http_contract_cases, w, settings.most_failures);
    run_cases<http_server_fixture>(http_server_cases, w, settings.most_failures);
    return w.log.report();
}

} // namespace printjob::inline v0::testing
