# Compares what a printer executed with the file it was to print: the last job in the record must have executed the
# file's lines completely, in order and once.
#
#   awk -f same_lines.awk FILE.gcode RECORD
#
# A line of RECORD is a line number (or -), a blank and a command. A job begins at an M110. The host's own commands
# between a job's lines (temperatures, M400 and M114 around a pause) are passed over, unless the file has them too.

function complain(what) {
    if (wrong == "") wrong = what
}

# The file's lines as they are sent: without comments, outer blanks and blank lines.
FNR == NR {
    sub(/\r$/, "")
    sub(/;.*/, "")
    gsub(/^[ \t]+|[ \t]+$/, "")
    if ($0 != "" && $1 != "M110") expected[++total] = $0
    next
}

{ command = substr($0, index($0, " ") + 1) }

command ~ /^M110/ { executed = 0; wrong = ""; next }

command == expected[executed + 1] { executed++; next }

command ~ /^M(105|114|115|155|400)( |$)/ { next }

{ complain("line " (executed + 1) " should be \"" expected[executed + 1] "\" and is \"" command "\"") }

END {
    if (executed < total) complain("only " executed + 0 " of " total " lines were executed")
    if (total == 0) complain("the file has no lines")
    if (wrong != "") {
        print "not the same: " wrong
        exit 1
    }
    print "the same: all " total " lines of the file, in order, each once"
}
