#pragma once
/// The job API on POCO's HTTPServer, which answers each connection from a thread of its own pool.

#include <printjob/host/now.hpp>
#include <printjob/http/api_key.hpp>
#include <printjob/http/message.hpp>

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace http_servers {

/// Answers on 127.0.0.1 from its construction to its end. Port 0 means a free one. Throws a Poco::Exception
/// when it cannot listen.
template <class Api>
class poco_server {
public:
    poco_server(Api& api, std::uint16_t port, std::string api_key)
        : api_{api}, api_key_{std::move(api_key)}, socket_{Poco::Net::SocketAddress{"127.0.0.1", port}} {
        limits_->setTimeout({5, 0}); // of silence in the middle of a request; 15 s between two
        server_.start();
    }
    ~poco_server() {
        server_.stopAll(true); // hangs up on the clients, but for one that has only just come
        threads_.joinAll();    // the pool's own end waits for ten seconds only
    }

    [[nodiscard]] int port() const { return socket_.address().port(); }

private:
    using request = Poco::Net::HTTPServerRequest;
    using response = Poco::Net::HTTPServerResponse;

    // POCO asks a factory for a handler, one for each request, and deletes both itself.
    struct handler : Poco::Net::HTTPRequestHandler {
        explicit handler(poco_server& with) : server{with} {}
        void handleRequest(request& asked, response& given) override { server.answer(asked, given); }
        poco_server& server;
    };
    struct factory : Poco::Net::HTTPRequestHandlerFactory {
        explicit factory(poco_server& with) : server{with} {}
        handler* createRequestHandler(const request&) override { return new handler{server}; }
        poco_server& server;
    };

    void answer(request& asked, response& given) {
        std::string body;
        // A POST with neither would be read until the client hangs up.
        if (asked.hasContentLength() || asked.getChunkedTransferEncoding()) {
            body.resize(64 * 1024);
            const auto came = asked.stream().read(body.data(), 64 * 1024).gcount();
            body.resize(static_cast<std::size_t>(came));
            // Longer than that, or the client fell silent, or hung up in the middle: then POCO hangs up, too.
            // Of chunks, POCO does not say whether the last came: a client that is still there has sent it.
            auto& client = static_cast<Poco::Net::HTTPServerRequestImpl&>(asked).socket();
            const bool hung_up = client.poll({}, client.SELECT_READ) && client.available() == 0;
            if (!asked.stream().eof() || came < asked.getContentLength64() ||
                (asked.getChunkedTransferEncoding() && hung_up))
                return given.setKeepAlive(false);
        }
        const auto told = api_.handle(
            {.method = asked.getMethod(),
             .target = asked.getURI(),
             .content_type = asked.getContentType(),
             .body = body,
             .authorised = printjob::http::same_key(asked.get("X-Api-Key", std::string{}), api_key_)},
            printjob::host::now());
        given.setStatusAndReason(static_cast<response::HTTPStatus>(told.status));
        for (const auto& [name, value] : told.headers())
            given.set(std::string{name}, std::string{value});
        if (told.status != 204) given.setContentLength64(static_cast<Poco::Int64>(told.body().size()));
        given.send() << told.body(); // POCO leaves it out after HEAD
    }

    Api& api_;
    std::string api_key_;
    Poco::Net::ServerSocket socket_;
    Poco::Net::HTTPServerParams::Ptr limits_{new Poco::Net::HTTPServerParams};
    Poco::ThreadPool threads_{2, 64};
    Poco::Net::HTTPServer server_{new factory{*this}, threads_, socket_, limits_};
};

} // namespace http_servers
