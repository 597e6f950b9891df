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

# comes_from BUILD FOLDER HEADER: whatever a build of ninja's included by this name (a basic regular expression) is in
# this folder.
comes_from() {
    local build=$1 folder=$2 header=$3 used
    used=$(ninja -C "$build" -t deps | sed -n "\\|/$header\$|p" | sort -u)
    if [ -z "$used" ]; then
        echo "$header is included nowhere"
        return 1
    fi
    if grep -vF " $folder/" <<<"$used"; then
        echo "does not come from $folder"
        return 1
    fi
}
