#pragma once
// The server that a program of this folder is about. Each has one definition of `start_server`.

#include <printjob/testing/http_server_conformance.hpp>

#include <memory>
#include <string>
#include <utility>

/// Starts it on a free port, for whoever has the key.
[[nodiscard]] std::unique_ptr<printjob::testing::running_http_server>
start_server(printjob::testing::served_api& api, const std::string& key);

/// Starts what a function returns by value.
template <class MakeServer>
[[nodiscard]] std::unique_ptr<printjob::testing::running_http_server>
start_made(MakeServer make, printjob::testing::served_api& api, const std::string& key) {
    return std::make_unique<printjob::testing::made_http_server<MakeServer>>(make, api, key);
}
