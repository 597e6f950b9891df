#include "libevent.hpp"

#include "served_api.hpp"

#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <thread>

namespace http_servers_test {

namespace {

class libevent_in_a_thread : public running_server {
public:
    explicit libevent_in_a_thread(served_api& api) : server_{loop_.get(), api, 0, right_key} {
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) != 0)
            throw std::system_error{errno, std::generic_category()};
        end_.reset(event_new(
            loop_.get(), ends_[0], EV_READ,
            [](evutil_socket_t, short, void* loop) { event_base_loopbreak(static_cast<event_base*>(loop)); },
            loop_.get()));
        event_add(end_.get(), nullptr);
        thread_ = std::thread{[this] { event_base_dispatch(loop_.get()); }};
    }
    ~libevent_in_a_thread() override {
        ::close(ends_[1]); // which the loop notices
        thread_.join();
        ::close(ends_[0]);
    }
    [[nodiscard]] int port() const override { return server_.port(); }

private:
    template <auto Free>
    struct freed_by {
        void operator()(auto* what) const { Free(what); }
    };

    std::unique_ptr<event_base, freed_by<event_base_free>> loop_{event_base_new()};
    http_servers::libevent_server<served_api> server_;
    std::array<int, 2> ends_{};
    std::unique_ptr<event, freed_by<event_free>> end_;
    std::thread thread_;
};

} // namespace

std::unique_ptr<running_server> start_server(served_api& api) {
    return std::make_unique<libevent_in_a_thread>(api);
}

} // namespace http_servers_test
