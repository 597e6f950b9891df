# What must hold of a tree that a package manager installed. To be sourced; each function says what is wrong with the
# tree and returns 1 then.

# has_the_headers TREE SOURCE [FOLDER…]: its headers are those of SOURCE, byte by byte, but for the folders left out.
has_the_headers() {
    local tree=$1 source=$2
    shift 2
    diff -r "${@/#/--exclude=}" "$source/include" "$tree/include"
}

# has_besides TREE FILE…: beside the headers it has these files and no other.
has_besides() {
    local tree=$1
    shift
    diff <(printf '%s\n' "$@" | sort) <(cd "$tree" && find . -type f ! -path './include/*' -printf '%P\n' | sort)
}

# names_no_place TREE FOLDER…: no file of it names one of these folders, and none but a header any absolute path.
names_no_place() {
    local tree=$1 place
    shift
    for place in "$@"; do
        if grep -rnF "$place" "$tree"; then return 1; fi
    done
    if grep -rnE '(^|[" =;(]|-I)/[A-Za-z]' "$tree/share"; then return 1; fi
}

has_no_empty_folder() {
    local empty
    empty=$(find "$1" -type d -empty)
    if [ -n "$empty" ]; then
        echo "empty: $empty"
        return 1
    fi
}

# keeps_to_vcpkg TREE LICENCE: folders, config and licence are where vcpkg wants them for headers alone.
keeps_to_vcpkg() {
    local tree=$1 licence=$2
    diff <(printf 'include\nshare\n') <(ls "$tree") || return 1 # above all no debug/ and no lib/
    if [ -e "$tree/share/cmake" ] || [ ! -e "$tree/share/printjob/printjobConfig.cmake" ]; then
        echo "the config is not in share/printjob"
        return 1
    fi
    cmp "$licence" "$tree/share/printjob/copyright"
}

# comes_from BUILD FOLDER HEADER…: whatever a build of ninja's included by one of these names (as `#include` has them)
# is in this folder. It goes by whole names: a pattern such as printjob/.*\.hpp would also match every header below a
# checkout in a folder that is called printjob.
comes_from() {
    local build=$1 folder=$2 used
    shift 2
    used=$(ninja -C "$build" -t deps | awk '
        FNR == NR { wanted[$0]; next }
        /^ / {
            path = $0
            sub(/^ +/, "", path)
            for (name = path; (i = index(name, "/")) > 0;) {
                name = substr(name, i + 1)
                if (name in wanted) { print path; next }
            }
        }' <(printf '%s\n' "$@") - | sort -u)
    if [ -z "$used" ]; then
        echo "$1 is included nowhere"
        return 1
    fi
    if awk -v folder="$folder/" 'index($0, folder) != 1 { print; found = 1 } END { exit !found }' <<<"$used"; then
        echo "does not come from $folder"
        return 1
    fi
}
