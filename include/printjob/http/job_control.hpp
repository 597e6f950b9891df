#pragma once
/// What the API needs of job control.

#include <printjob/controller.hpp>

#include <concepts>

namespace printjob::inline v0::http {

/// Satisfied by `controller`, by `synchronized`, and by any type with their commands (`submit`, `select`,
/// `print`), `dry_run`, and getters (`current`, `status`, `snapshot`). A server with threads needs one that
/// may be called from all of them.
template <class T>
concept job_control =
    requires(T& control, const T& looked_at, command asked, const file& what, instant now, const actor& by) {
        { looked_at.current() } -> std::same_as<state>;
        { looked_at.dry_run(asked) } -> std::same_as<answer>;
        { looked_at.status(now) } -> std::same_as<job_status>;
        { looked_at.snapshot(now) } -> std::same_as<printer_snapshot>;
        { control.submit(asked, now, by) } -> std::same_as<answer>;
        { control.select(what, now, by) } -> std::same_as<answer>;
        { control.print(what, now, by) } -> std::same_as<answer>;
    };

} // namespace printjob::inline v0::http
