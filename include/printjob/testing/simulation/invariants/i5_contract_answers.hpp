#pragma once
/// I5: each answer is the contract's; what is refused or already so changes nothing and sends nothing; what is accepted
/// or deferred has an effect that is told.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <string>

namespace printjob::inline v0::testing {

/// I5. See the top of this header.
class contract_answers {
public:
    /// Its number.
    static constexpr int number = 5;

    /// Judges by an observation: command answered.
    void check(const command_answered& seen, checked_run& run) {
        answers_as_specified(seen, run);
        changes_as_answered(seen, run);
    }

private:
    static void answers_as_specified(const command_answered& seen, checked_run& run) {
        const table::verdict specified = specified_answer(seen.asked, seen.before);
        const bool is_as_specified =
            seen.given ? name(*seen.given) == name(specified) : specified == table::verdict::refused;
        if (is_as_specified) return;
        run.report(number, std::string{name(seen.asked)} + " in " +
                               std::string{name(state_of(seen.before.where))} + " was " +
                               std::string{seen.given ? name(*seen.given) : seen.given.error().name});
    }

    static void changes_as_answered(const command_answered& seen, checked_run& run) {
        const command_view& before = seen.before;
        const command_view& after = seen.after;
        const bool same = before.where == after.where && before.job == after.job &&
                          before.status == after.status && before.wire_bytes == after.wire_bytes;
        const std::string what{name(seen.asked)};
        if (!seen.given || seen.given == acceptance::already) {
            if (!same || seen.was_told)
                run.report(number, what + " had no effect by its answer, and had one");
            return;
        }
        if (seen.given == acceptance::deferred && before.wire_bytes != after.wire_bytes)
            run.report(number, what + " was deferred, and something was sent");
        const bool stops_again = seen.asked == intent::emergency_stop && before.where == row::error;
        if (!seen.was_told && !stops_again) run.report(number, what + " was taken, and dropped");
    }
};

} // namespace printjob::inline v0::testing
