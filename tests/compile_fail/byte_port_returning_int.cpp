// expected: write_some\(from\).*same_as
//
// A count and an error must not share one number.

#include <printjob/transport/byte_port.hpp>

#include <span>

struct port {
    printjob::result<std::size_t> read_some(std::span<char>);
    int write_some(std::span<const char>);
};

static_assert(printjob::byte_port<port>);
