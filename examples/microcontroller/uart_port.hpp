#pragma once
/// A microcontroller's UART as a byte port: two rings between the task and the UART's interrupts.

#include "byte_ring.hpp"
#include <printjob/result.hpp>
#include <printjob/transport/byte_port.hpp>

#include <cstddef>
#include <optional>
#include <span>

/// Has no registers of its own: the two interrupts at the end are called with what stands in them.
class uart_port {
public:
    // The task.

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into) {
        std::size_t count = 0;
        while (count < into.size()) {
            const auto byte = from_printer_.take();
            if (!byte) break;
            into[count++] = *byte;
        }
        return count;
    }

    /// On a real part: then enables the interrupt for room in the transmit register.
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from) {
        std::size_t count = 0;
        while (count < from.size() && to_printer_.put(from[count]))
            ++count;
        return count;
    }

    // The interrupts.

    /// A byte came. False: it is lost, as the task did not run for too long. The library finds out by itself.
    [[nodiscard]] bool received(char byte) { return from_printer_.put(byte); }
    [[nodiscard]] bool can_receive() const { return from_printer_.has_room(); }

    /// The transmit register has room: the byte that goes there, or nothing.
    [[nodiscard]] std::optional<char> next_to_send() { return to_printer_.take(); }

private:
    byte_ring<512> from_printer_;
    byte_ring<128> to_printer_;
};

static_assert(printjob::byte_port<uart_port>);
