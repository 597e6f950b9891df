// Runs one job from its start to its end.

#include <printjob/printjob.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <iostream>

int main() {
    using namespace printjob;

    testing::scripted_transport printer;
    controller control{printer};
    printer.happens(report_kind::connected);
    control.advance(instant{});

    file what;
    if (!what.path.assign("a.gcode") || !control.print(what, instant{})) return 1;
    printer.happens(report_kind::started);
    printer.happens(report_kind::drained);
    printer.happens(report_kind::finished);
    control.advance(instant{});

    while (const auto event = control.poll_event())
        std::cout << name(event->kind()) << '\n';
    return control.last_outcome() == outcome::done ? 0 : 1;
}
