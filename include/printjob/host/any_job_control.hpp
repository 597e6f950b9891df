#pragma once
/// Type-erased job control, for hosts with unlike printers.

#include <printjob/controller.hpp>

#include <concepts>
#include <optional>
#include <type_traits>

namespace printjob::inline v0 {

class any_job_control;

/// Satisfied by job control that can be driven: by `controller`, by `synchronized`, and by a type of the
/// embedder's with the same commands, getters, inputs and outputs.
template <class T>
concept driven_job_control =
    requires(T& control, const T& looked_at, command asked, const file& what, instant now, const actor& by) {
        { looked_at.current() } -> std::same_as<state>;
        { looked_at.dry_run(asked) } -> std::same_as<answer>;
        { looked_at.status(now) } -> std::same_as<job_status>;
        { looked_at.snapshot(now) } -> std::same_as<printer_snapshot>;
        { looked_at.next_deadline() } -> std::same_as<instant>;
        { control.submit(asked, now, by) } -> std::same_as<answer>;
        { control.select(what, now, by) } -> std::same_as<answer>;
        { control.print(what, now, by) } -> std::same_as<answer>;
        { control.advance(now) } -> std::same_as<void>;
        { control.poll_event() } -> std::same_as<std::optional<event>>;
    };

/// A reference to job control with any transport and any preconditions, so that a host can keep a list of its
/// printers. It owns and allocates nothing: it is two pointers and can be copied. The job control must
/// outlive it; its thread rules apply. Models `http::job_control`.
class any_job_control {
public:
    /// Refers to `control`.
    template <class Control>
    any_job_control(Control& control)
        requires(!std::same_as<std::remove_cv_t<Control>, any_job_control> && driven_job_control<Control>)
        : control_{&control}, calls_{&calls_of<Control>} {}

    // The methods of `controller`; see there. What they return is a copy.

    /// Returns the current state.
    [[nodiscard]] state current() const { return calls_->current(control_); }
    /// Returns what `submit` would answer. Changes nothing.
    [[nodiscard]] answer dry_run(command asked) const { return calls_->dry_run(control_, asked); }
    /// Returns a copy of the job's status.
    [[nodiscard]] job_status status(instant now) const { return calls_->status(control_, now); }
    /// Returns the status and the printer's facts, consistent with each other.
    [[nodiscard]] printer_snapshot snapshot(instant now) const { return calls_->snapshot(control_, now); }
    /// Returns when `advance` must be called at the latest.
    [[nodiscard]] instant next_deadline() const { return calls_->next_deadline(control_); }
    /// Submits a command. When this returns, an accepted command has been passed to the transport.
    [[nodiscard]] answer submit(command asked, instant now, const actor& by = {}) const {
        return calls_->submit(control_, asked, now, by);
    }
    /// Selects a file, which is copied.
    [[nodiscard]] answer select(const file& what, instant now, const actor& by = {}) const {
        return calls_->select(control_, what, now, by);
    }
    /// Selects a file and starts it, or does neither.
    [[nodiscard]] answer print(const file& what, instant now, const actor& by = {}) const {
        return calls_->print(control_, what, now, by);
    }
    /// Drives the transport up to `now`, applies its reports, and ends a state that lasted too long.
    void advance(instant now) const { calls_->advance(control_, now); }
    /// Returns the oldest event that was not polled yet.
    [[nodiscard]] std::optional<event> poll_event() const { return calls_->poll_event(control_); }

private:
    struct table {
        state (*current)(const void*);
        answer (*dry_run)(const void*, command);
        job_status (*status)(const void*, instant);
        printer_snapshot (*snapshot)(const void*, instant);
        instant (*next_deadline)(const void*);
        answer (*submit)(void*, command, instant, const actor&);
        answer (*select)(void*, const file&, instant, const actor&);
        answer (*print)(void*, const file&, instant, const actor&);
        void (*advance)(void*, instant);
        std::optional<event> (*poll_event)(void*);
    };

    template <class Control>
    [[nodiscard]] static const Control& looked_at(const void* control) {
        return *static_cast<const Control*>(control);
    }
    template <class Control>
    [[nodiscard]] static Control& called(void* control) {
        return *static_cast<Control*>(control);
    }

    template <class Control>
    static constexpr table calls_of{
        .current = [](const void* of) { return looked_at<Control>(of).current(); },
        .dry_run = [](const void* of, command asked) { return looked_at<Control>(of).dry_run(asked); },
        .status = [](const void* of, instant now) { return looked_at<Control>(of).status(now); },
        .snapshot = [](const void* of, instant now) { return looked_at<Control>(of).snapshot(now); },
        .next_deadline = [](const void* of) { return looked_at<Control>(of).next_deadline(); },
        .submit = [](void* of, command asked, instant now,
                     const actor& by) { return called<Control>(of).submit(asked, now, by); },
        .select = [](void* of, const file& what, instant now,
                     const actor& by) { return called<Control>(of).select(what, now, by); },
        .print = [](void* of, const file& what, instant now,
                    const actor& by) { return called<Control>(of).print(what, now, by); },
        .advance = [](void* of, instant now) { called<Control>(of).advance(now); },
        .poll_event = [](void* of) { return called<Control>(of).poll_event(); },
    };

    void* control_;
    const table* calls_;
};

} // namespace printjob::inline v0
