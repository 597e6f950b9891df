# Holds counts against their limits. To be sourced by a shell script that stands at the repository's root:
#
#     . tests/size/within.sh
#     within flash core 5279     # counts an excess, and says so
#     all_within                 # fails when there was one

excesses=0

within() {
    limit=$(awk -v kind="$1" -v of="$2" '$1 == kind && $2 == of { print $3 }' tests/size/limits.txt)
    if [ -z "$limit" ] || [ -z "$3" ] || ! [ "$3" -le "$limit" ]; then
        echo "OVER: $1 of $2 is ${3:-not known}, its limit is ${limit:-not known}" >&2
        excesses=$((excesses + 1))
    fi
}

all_within() {
    if [ "$excesses" -ne 0 ]; then
        echo "$excesses over the limits in tests/size/limits.txt" >&2
        return 1
    fi
    echo "all within the limits in tests/size/limits.txt"
}
