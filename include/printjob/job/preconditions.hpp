#pragma once
/// Preconditions: small pure checks that the embedder composes at compile time.
///
/// They guard start, restart, resume and a toggle that resumes, and are asked in the embedder's order after
/// the table has said yes; the first that fails is the refusal. They never guard pause, cancel or emergency
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

/// What a check may look at. Valid during the call only.
struct check_context {
    command asked; ///< start, restart or resume; a toggle that resumes asks as resume
    const file*
        selected; ///< never null: a command that needs a file is refused before, when none is selected
    const facts& printer; ///< the transport's facts; all unknown when it has none

    /// Whether a job would begin (start and restart), rather than go on.
    [[nodiscard]] constexpr bool begins_a_job() const { return asked != command::resume; }
};

/// Satisfied by a callable that takes a `check_context` and returns a refusal, or nothing when it has no
/// objection.
template <class T>
concept precondition = requires(const T& check, const check_context& about) {
    { check(about) } -> std::same_as<std::optional<refusal>>;
};

/// Checks in their order. `preconditions{bed_is_clear, door_is_closed}` deduces its types.
template <precondition... Checks>
class preconditions {
public:
    /// Keeps the checks, which are asked in this order.
    constexpr explicit preconditions(Checks... checks) : checks_{std::move(checks)...} {}

    /// The refusal of the first check that objects; nothing when none does.
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
    /// Never an objection.
    [[nodiscard]] constexpr std::optional<refusal> first_refusal(const check_context&) const {
        return std::nullopt;
    }
};

/// Satisfied by what a controller asks for objections: by `preconditions`, or by a type with its `first_refusal`.
template <class T>
concept precondition_set = requires(const T& checks, const check_context& about) {
    { checks.first_refusal(about) } -> std::same_as<std::optional<refusal>>;
};

/// Objects to beginning a job whose file cannot be read. `Probe` is a `bool(const file&)`, and the
/// embedder's: it may look at a disk; the library never does.
template <std::predicate<const file&> Probe>
class file_readable {
public:
    /// Keeps the probe.
    constexpr explicit file_readable(Probe probe) : probe_{std::move(probe)} {}

    /// The objection: only to beginning, and only when the probe says no.
    [[nodiscard]] constexpr std::optional<refusal> operator()(const check_context& about) const {
        if (!about.begins_a_job() || probe_(*about.selected)) return std::nullopt;
        return refuse(reason::file_not_readable, about.asked);
    }

private:
    Probe probe_;
};

/// Objects unless a predicate over the printer's facts holds: temperatures, homed, filament present, door
/// closed, bed clear … Name and sentence are the embedder's, must be static text, and go to the client as
/// they are.
template <std::predicate<const facts&> Predicate>
class printer_fact {
public:
    /// `name`: snake_case, for programs. `sentence`: one line, for people. Both are kept as views.
    constexpr printer_fact(std::string_view name, std::string_view sentence, Predicate holds)
        : no_{reason::precondition, name, sentence}, holds_{std::move(holds)} {}

    /// The objection, to beginning and to going on, unless the predicate holds.
    [[nodiscard]] constexpr std::optional<refusal> operator()(const check_context& about) const {
        if (holds_(about.printer)) return std::nullopt;
        return no_;
    }

private:
    refusal no_;
    Predicate holds_;
};

} // namespace printjob::inline v0
