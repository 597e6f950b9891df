// expected: field_of_another_form\.cpp:9.*error
//
// What a report does not say cannot be taken for something: a command is there only where one is asked for.

#include <printjob/job/report.hpp>

void use(void (*carry_out)(printjob::command)) {
    const printjob::report said = printjob::report::of_printer(printjob::report_kind::connected);
    carry_out(said.asked());
}
