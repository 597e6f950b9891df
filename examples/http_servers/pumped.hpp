#pragma once
/// An API in an event loop, where the loop is the pump.

#include <printjob/http/message.hpp>
#include <printjob/time.hpp>

#include <functional>
#include <utility>

namespace http_servers {

/// A `job_api` that has the loop look again after each request: a command may bring a nearer deadline, and
/// events.
template <class Api>
class pumped {
public:
    pumped(Api& api, std::function<void()> pump) : api_{api}, pump_{std::move(pump)} {}

    [[nodiscard]] auto handle(const printjob::http::request& asked, printjob::instant now) {
        auto given = api_.handle(asked, now);
        pump_();
        return given;
    }

private:
    Api& api_;
    std::function<void()> pump_;
};

} // namespace http_servers
