# Makes sure that Debian packages are there. To be sourced by a POSIX shell script:
#
#     . tests/need_packages.sh
#     need_packages g++ cmake ninja-build
#
# What dpkg knows as installed is left alone. The rest is installed with apt-get, as root or through sudo.
# Where that cannot be (another system, no rights, no network), it says what is missing and exits with 2.

need_packages() {
    missing=
    for package in "$@"; do
        if ! dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed'; then
            missing="$missing $package"
        fi
    done
    [ -z "$missing" ] && return 0

    as_root=
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "This needs the following, by the names of their Debian packages:$missing" >&2
        exit 2
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Please install as root: apt-get install$missing" >&2
            exit 2
        fi
        as_root="sudo"
    fi
    echo "Installing:$missing"
    # shellcheck disable=SC2086 # both are lists of words
    if ! { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
        >/dev/null; then
        echo "These packages could not be installed:$missing" >&2
        exit 2
    fi
}
