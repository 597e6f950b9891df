# In folders with a name such as a download gives them, and with the one that `git clone` gives: what looks at paths must
# tell our headers from all others that lie below a folder called printjob.

usual_build=$build
build="$usual_build/a b (1)/printjob"
mkdir -p "$build"
. tests/consume/fetch_content/check.sh
check_refused "a header from another place is noticed there" "does not come from" \
    comes_from "$build/consumer" "$build/json" tl/expected.hpp
check "it can be installed there" install_to "$build/installed" "$release"
export PKG_CONFIG_PATH=$build/installed/share/pkgconfig
check "… and pkg-config names the headers" compile printjob job
check "… and CMake finds it" ask_for "$version;EXACT" "$build/installed"
build=$usual_build
