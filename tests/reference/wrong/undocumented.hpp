#pragma once
/// What the check must complain of, in the lines that are marked, and what it must leave alone.

namespace printjob::inline v0::wrong {

/// Has words; so have some of its members.
template <class Thing>
class documented {
public:
    /// Has words.
    explicit documented(Thing& thing);

    /// Has words that Doxygen cannot read: @nonsense // wrong
    void misdescribed();

    void silent() const; // wrong

    int number = 0; // wrong

    friend bool operator==(const documented&, const documented&) = default;

private:
    int hidden_ = 0;
};

template <class Thing>
documented(Thing&) -> documented<Thing>;

struct bare {   // wrong
    int inside; // wrong
};

enum class kind { one, two }; // wrong

void alone(); // wrong

} // namespace printjob::inline v0::wrong
