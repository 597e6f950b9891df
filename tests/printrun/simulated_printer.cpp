/// The simulated printer on its own, for a host that is not ours:
///
///     simulated_printer SPEED RECORD
///
/// It prints the path of its pseudo-terminal, and runs until its input ends. RECORD then has what it executed, as
/// `printhost --executed` writes it.

#include <printhost/simulated_printer.hpp>

#include <cstdlib>
#include <iostream>
#include <limits>

int main(int argc, char** argv) {
    const double speed = argc == 3 ? std::strtod(argv[1], nullptr) : 0;
    if (!(speed > 0)) {
        std::cerr << "usage: simulated_printer SPEED RECORD\n";
        return 2;
    }
    printhost::simulated_printer printer{speed, argv[2]};
    if (!printer.is_open()) {
        std::cerr << "The pseudo-terminal or the record cannot be opened.\n";
        return 1;
    }
    std::cout << printer.device() << std::endl;
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    return printer.close() ? 0 : 1;
}
