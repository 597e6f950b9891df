#pragma once
/// Preconditions: small pure checks that the embedder composes at compile time.
///
/// They guard start, restart, resume and a toggle that resumes. They are run in the embedder's order after
/// the table has accepted; the first that fails is the refusal. They never guard pause, cancel or emergency
/// stop. A check must not call back into the controller.

#include <printjob/job/command.hpp>
#include <printjob/job/facts.hpp>
#include <printjob/job/file.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/result.hpp>

#include <concepts>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace printjob::inline v0 {

/// The argument of a check. Valid during the call only.
struct check_context {
    command asked;        ///< start, restart or resume; a toggle that resumes counts as resume
    const file* selected; ///< never null: without a selected file the command is refused before
    const facts& printer; ///< the transport's facts; all unknown if it has none

    /// True if a job would begin (start and restart); false if it would continue.
    [[nodiscard]] constexpr bool begins_a_job() const { return asked != command::resume; }
};

/// Satisfied by a callable that takes a `check_context` and returns a refusal, or nothing if it has no
/// objection.
template <class T>
concept precondition = requires(const T& check, const check_context& about) {
    { check(about) } -> std::same_as<std::optional<refusal>>;
};

/// A list of checks. `preconditions{bed_is_clear, door_is_closed}` deduces its types.
template <precondition... Checks>
class preconditions {
public:
    /// Stores the checks, which are run in this order.
    constexpr explicit preconditions(Checks... checks) : checks_{std::move(checks)...} {}

    /// Returns the refusal of the first check that objects; nothing if none does.
    [[nodiscard]] constexpr std::optional<refusal> first_refusal(const check_context& about) const {
        std::optional<refusal> objection;
        std::apply([&](const Checks&... check) { (void)((objection = check(about)).has_value() || ...); },
                   checks_);
        return objection;
    }

private:
    std::tuple<Checks...> checks_;
};

/// No preconditions but the built-in one: a file is selected.
template <>
class preconditions<> {
public:
    /// Returns nothing: there is no check.
    [[nodiscard]] constexpr std::optional<refusal> first_refusal(const check_context&) const {
        return std::nullopt;
    }
};

/// Satisfied by `preconditions`, and by any other type that has its `first_refusal`.
template <class T>
concept precondition_set = requires(const T& checks, const check_context& about) {
    { checks.first_refusal(about) } -> std::same_as<std::optional<refusal>>;
};

/// A check that refuses to begin a job whose file cannot be read. `Probe` is the embedder's `bool(const
/// file&)`: it may access a disk; the library does not.
template <std::predicate<const file&> Probe>
class file_readable {
public:
    /// Stores the probe.
    constexpr explicit file_readable(Probe probe) : probe_{std::move(probe)} {}

    /// Returns a refusal if a job would begin and the probe returns false.
    [[nodiscard]] constexpr std::optional<refusal> operator()(const check_context& about) const {
        if (!about.begins_a_job() || probe_(*about.selected)) return std::nullopt;
        return refuse(reason::file_not_readable, about.asked);
    }

private:
    Probe probe_;
};

/// A check of a predicate over the printer's facts: temperatures, homed, filament present, door closed, bed
/// clear ... The embedder's name and sentence must be static text and go to the client unchanged.
template <std::predicate<const facts&> Predicate>
class printer_fact {
public:
    /// Makes the check. `name`: snake_case, for programs. `sentence`: one line, for people. Both are stored
    /// as views.
    constexpr printer_fact(std::string_view name, std::string_view sentence, Predicate holds)
        : no_{reason::precondition, name, sentence}, holds_{std::move(holds)} {}

    /// Returns a refusal unless the predicate holds, both when a job would begin and when it would continue.
    [[nodiscard]] constexpr std::optional<refusal> operator()(const check_context& about) const {
        if (holds_(about.printer)) return std::nullopt;
        return no_;
    }

private:
    refusal no_;
    Predicate holds_;
};

} // namespace printjob::inline v0
