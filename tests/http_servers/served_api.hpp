#pragma once
// What a server under test serves, and the server itself.

#include <printjob/http/message.hpp>
#include <printjob/time.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>

namespace http_servers_test {

/// Takes the place of a `job_api`, and hands requests on to whatever a test wants to be asked. Any number of
/// threads may use it.
class served_api {
public:
    using answers = std::function<printjob::http::response(const printjob::http::request&)>;

    /// From now on `next` is asked, until it is replaced; nobody is, when it is empty.
    void ask(answers next) {
        const std::unique_lock lock{mutex_};
        answers_ = std::move(next);
    }

    [[nodiscard]] printjob::http::response handle(const printjob::http::request& asked,
                                                  printjob::instant) const {
        const std::shared_lock lock{mutex_};
        return answers_ ? answers_(asked) : printjob::http::response::empty(503);
    }

private:
    mutable std::shared_mutex mutex_; ///< shared by those who ask, which may be many at once
    answers answers_;
};

/// A server that listens on 127.0.0.1 as long as it lives.
class running_server {
public:
    virtual ~running_server() = default;
    [[nodiscard]] virtual int port() const = 0;
};

/// What the program's own server serves, from the first case to the last, and its port. (One server for all:
/// some take seconds to end.)
inline served_api the_api;
inline int the_port = -1;

/// The key that every server under test asks for.
inline const std::string right_key = "a key of the test's own";

/// Starts the server that this program is about, on a free port. Each program has one definition of it.
[[nodiscard]] std::unique_ptr<running_server> start_server(served_api& api);

/// A server that needs nothing but to be made.
template <class Server>
class server_on_its_own : public running_server {
public:
    explicit server_on_its_own(served_api& api) : server_{api, 0, right_key} {}
    [[nodiscard]] int port() const override { return server_.port(); }

private:
    Server server_;
};

} // namespace http_servers_test
