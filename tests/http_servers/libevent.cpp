#include "libevent.hpp"

#include "server_under_test.hpp"

#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

namespace {

// The event loop in a thread of its own.
template <class Api>
class libevent_in_a_thread {
public:
    libevent_in_a_thread(Api& api, const std::string& key) : server_{loop_.get(), api, 0, key} {
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) != 0)
            throw std::system_error{errno, std::generic_category()};
        end_.reset(event_new(
            loop_.get(), ends_[0], EV_READ,
            [](evutil_socket_t, short, void* loop) { event_base_loopbreak(static_cast<event_base*>(loop)); },
            loop_.get()));
        event_add(end_.get(), nullptr);
        thread_ = std::thread{[this] { event_base_dispatch(loop_.get()); }};
    }
    libevent_in_a_thread(const libevent_in_a_thread&) = delete;
    libevent_in_a_thread& operator=(const libevent_in_a_thread&) = delete;
    ~libevent_in_a_thread() {
        ::close(ends_[1]); // which the loop notices
        thread_.join();
        ::close(ends_[0]);
    }
    [[nodiscard]] int port() const { return server_.port(); }

private:
    template <auto Free>
    struct freed_by {
        void operator()(auto* what) const { Free(what); }
    };

    std::unique_ptr<event_base, freed_by<event_base_free>> loop_{event_base_new()};
    http_servers::libevent_server<Api> server_;
    std::array<int, 2> ends_{};
    std::unique_ptr<event, freed_by<event_free>> end_;
    std::thread thread_;
};

auto make_server(printjob::testing::served_api& api, const std::string& key) {
    return libevent_in_a_thread{api, key};
}

} // namespace

std::unique_ptr<printjob::testing::running_http_server> start_server(printjob::testing::served_api& api,
                                                                     const std::string& key) {
    return start_made(make_server, api, key);
}
