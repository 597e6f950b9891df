/*
 * The streaming of numbered lines, for the model checker SPIN: the host of include/printjob/gcode/link/, a serial
 * line that spoils a bounded number of things, and a printer as Marlin is. "Rule n" is the rule with which one of those
 * headers begins; what the printer does is from Marlin's gcode/queue.cpp and gcode/gcode.cpp (2.0.9 and bugfix-2.1.x).
 *
 * What is proven, for every order of events and every place of the faults:
 *   - the printer executes the lines in order, each once, none left out;
 *   - the host takes no line of the file for acknowledged that the printer has not taken, and finishes only when all
 *     were executed (see REQUESTS_LOST for the exception);
 *   - it reaches neither of its limits, ten requests for the same line and five silences in a row;
 *   - it always finishes: neither side waits for the other in vain, nothing goes round in circles.
 *
 * A fault is a line lost, a line spoiled, an ok lost, or a silence that only seemed one because a line takes long.
 *
 * What is left out: M110 and how a conversation begins, a printer that is reset, raw lines, oks with a number
 * (ADVANCED_OK), and what no host can repair: the rest of a line whose head was cut off, errors that the checksum
 * misses.
 *
 * tests/model/check.sh runs it with these parameters.
 */

#ifndef LINES
#define LINES 4 /* lines to be sent; the last stands for the M400 after a job */
#endif
#ifndef FAULTS
#define FAULTS 4 /* how many things go wrong; more than MOST_SILENCES, and the host may give up, as it should */
#endif
#ifndef WINDOW
#define WINDOW 1 /* lines in flight as long as nothing goes wrong; the session has 1 */
#endif

/* The printer's variants. */
#ifndef REPEATS_DROPPED
#define REPEATS_DROPPED 1 /* the last line or the one before it, again: 1 dropped without a word, 0 refused */
#endif
#ifndef OK_BEHIND_REQUEST
#define OK_BEHIND_REQUEST 1 /* whether an ok follows a resend request */
#endif
#ifndef REQUESTS_LOST
#define REQUESTS_LOST 0 /* 1: a resend request, too, may be lost, and its ok not, which then lies */
#endif

/* The host's rules, and what becomes of it without them. */
#ifndef AFTER_REQUEST
#define AFTER_REQUEST 1 /* lines in flight after a resend request; 2 is known to be bad (Marlin PR 24972) */
#endif
#ifndef DRAINS
#define DRAINS (WINDOW > 1) /* after a resend request it waits until nothing is on its way before it repeats */
#endif
#ifndef SKIPS_ACKNOWLEDGED
#define SKIPS_ACKNOWLEDGED 1 /* what was acknowledged while lines are being repeated is not repeated */
#endif
#ifndef LIMITS
#define LIMITS 1 /* whether the host counts requests; without, a livelock shows itself as a cycle */
#endif

#define MOST_RESENDS 10 /* link_settings::most_resends */
#define MOST_SILENCES 5 /* link_settings::most_silences */
#define SLOTS 2         /* Marlin's BUFSIZE is 4; two are enough for a line to be queued after another */
#define HIGHEST 15      /* the highest number: of lines, and of a probe for each silence */
#define CAPACITY 6      /* of the serial line, each way, in lines; who finds it full waits */

#define PROBE 0   /* what a line says: M105, or a line of the file, 1 to LINES */
#define SPOILED 0 /* the number of a line whose checksum is wrong */

mtype = { ok, ok_with_temperatures, resend }

chan to_printer = [CAPACITY] of { byte, byte }; /* a line: its number, what it says */
chan to_host = [CAPACITY] of { mtype, byte };   /* a reply: its kind, the number asked for */
chan slots = [SLOTS] of { byte };               /* accepted and not yet executed: what they say */

byte faults = FAULTS; /* still to come */
byte last = 0;        /* the number of the last line that the printer accepted */
byte executed = 0;    /* the last line that it executed */
bool finished = false;

#define wire_is_quiet (len(to_printer) + len(to_host) == 0)
#define all_is_quiet (wire_is_quiet && len(slots) == 0)
/* The printer is busy with a line of the file, and all else has come to rest. */
#define one_line_takes_long \
    (slots?[eval(executed + 1)] && len(to_host) == 0 && (len(to_printer) == 0 || len(slots) == SLOTS))

/* ---------------------------------------------- the printer ---------------------------------------------- */

/* An ok may be lost. */
inline say_ok(kind) {
    if
    :: to_host!kind, 0
    :: faults > 0 -> faults--
    fi
}

/* Flush on error: whatever has arrived is thrown away. What is still on its way arrives later. */
inline flush() {
    do
    :: nempty(to_printer) -> to_printer?_, _
    :: break
    od
}

/* The request and its ok come ahead of the oks of the lines in the slots. */
inline refuse() {
    flush();
    if
    :: to_host!resend, last + 1
    :: REQUESTS_LOST && faults > 0 -> faults--
    fi;
    if
    :: OK_BEHIND_REQUEST -> say_ok(ok)
    :: else
    fi
}

proctype printer() {
    byte number, says;
end:
    do
    :: atomic {
        nempty(to_printer) && nfull(slots) && len(to_host) + 2 <= CAPACITY ->
        to_printer?number, says;
        if
        :: number == SPOILED -> refuse()
        :: number != SPOILED && number == last + 1 ->
            last = number;
            slots!says
        :: REPEATS_DROPPED && number != SPOILED && (number == last || number + 1 == last) -> skip
        :: else -> refuse()
        fi;
        number = 0;
        says = 0
       }
    :: atomic {
        nempty(slots) && nfull(to_host) ->
        slots?says;
        if
        :: says == PROBE -> say_ok(ok_with_temperatures)
        :: else ->
            assert(says == executed + 1); /* in order, each once, none left out */
            executed = says;
            say_ok(ok)
        fi;
        says = 0
       }
    od
}

/* ------------------------------------------------ the host ----------------------------------------------- */

byte history[HIGHEST + 1];    /* what each number says */
bool in_flight[HIGHEST + 1];  /* whether that number waits for its ok */
byte last_number = 0;         /* the highest number ever given */
byte next_number = 1;         /* what leaves next: above the last, but while lines are repeated */
byte rewound_to = 1;          /* from here on lines are being repeated */
byte recovers_to = 0;         /* until this number, of a fault, is acknowledged, the window is AFTER_REQUEST */
byte acknowledged = 0;        /* the highest number that was acknowledged */
byte taken_from_file = 0;
bool drains = false;          /* waits until nothing is on its way */
bool swallows_ok = false;     /* the ok of a resend request is still to come */
byte suspected = 0;           /* a line that was asked for and is not believed yet */
byte requested = 0;           /* the line that was asked for last */
byte same_request = 0;        /* how often in a row */
byte silences = 0;            /* in a row */
byte flying = 0;              /* how many numbers are in flight … */
byte flying_again = 0;        /* … and how many of them from rewound_to on */

#define repeats (next_number <= last_number)
#define may_repeat (!swallows_ok && repeats && flying_again < AFTER_REQUEST && (!drains || wire_is_quiet))
#define window (acknowledged < recovers_to -> AFTER_REQUEST : WINDOW)
#define may_send (!swallows_ok && !repeats && flying < window && taken_from_file < LINES)
#define waits_only (!swallows_ok && flying > 0 && !may_repeat && !may_send)
#define has_finished (taken_from_file == LINES && flying == 0 && !repeats && !swallows_ok)

inline count_flying() {
    flying = 0;
    flying_again = 0;
    for (i : 1 .. last_number) {
        flying = flying + in_flight[i];
        flying_again = flying_again + (in_flight[i] && i >= rewound_to)
    }
    i = 0
}

/* The line leaves. It arrives, or it is lost, or a bit of it flips. */
inline transmit(n) {
    in_flight[n] = true;
    if
    :: to_printer!n, history[n]
    :: faults > 0 -> faults--
    :: faults > 0 -> faults--; to_printer!SPOILED, 0
    fi;
    count_flying()
}

/* A new number. */
inline add_line(what) {
    assert(last_number < HIGHEST);
    last_number++;
    history[last_number] = what
}

/* Rule 2: an ok is for the oldest in flight, or, with temperatures, for the newest probe and all before it. */
inline take_ok(kind) {
    up_to = 0;
    if
    :: swallows_ok -> swallows_ok = false /* rule 3: the ok behind a request acknowledges nothing */
    :: else ->
        for (i : 1 .. last_number) {
            if
            :: in_flight[i] && kind == ok && up_to == 0 -> up_to = i
            :: in_flight[i] && kind == ok_with_temperatures && history[i] == PROBE -> up_to = i
            :: else
            fi
        }
        for (i : 1 .. up_to) {
            if
            :: in_flight[i] ->
                in_flight[i] = false;
                assert(history[i] == PROBE || i <= last || REQUESTS_LOST);
                if
                :: i > acknowledged -> acknowledged = i
                :: else
                fi;
                if
                :: i == requested -> same_request = 0
                :: else
                fi;
                suspected = 0;
                silences = 0
            :: else
            fi
        }
        if
        :: SKIPS_ACKNOWLEDGED && next_number <= acknowledged -> next_number = acknowledged + 1
        :: else
        fi
    fi;
    up_to = 0;
    count_flying()
}

inline rewind_to(number) {
    rewound_to = number;
    next_number = number;
    recovers_to = last_number;
    drains = DRAINS;
    for (i : number .. last_number) {
        in_flight[i] = false
    }
    count_flying()
}

/* Rules 3, 4 and 5. */
inline take_resend(asked) {
    swallows_ok = true;
    if
    :: asked != requested -> requested = asked; same_request = 1
    :: asked == requested && same_request <= MOST_RESENDS -> same_request++
    :: else
    fi;
    assert(!LIMITS || same_request <= MOST_RESENDS);
    if
    :: asked > acknowledged && asked <= last_number -> rewind_to(asked)
    :: asked == last_number + 1 /* everything arrived */
    :: asked <= acknowledged && asked != suspected -> suspected = asked
    :: asked <= acknowledged && asked == suspected ->
        acknowledged = asked - 1; /* an ok was credited too much */
        rewind_to(asked)
    :: else -> assert(false) /* no such line was ever sent */
    fi
}

/* Rule 6: a silence is broken by a numbered M105. */
inline break_silence() {
    silences++;
    assert(silences <= MOST_SILENCES);
    add_line(PROBE);
    if
    :: next_number == last_number -> next_number++ /* nothing is being repeated: the probe is the newest line */
    :: else
    fi;
    recovers_to = last_number;
    transmit(last_number)
}

proctype host() {
    byte number, i, up_to;
    do
    :: atomic { to_host?ok, _ -> take_ok(ok) }
    :: atomic { to_host?ok_with_temperatures, _ -> take_ok(ok_with_temperatures) }
    :: atomic { to_host?resend, number -> take_resend(number); number = 0 }

    /* The ok of a request is awaited for a moment only: some firmwares send none. */
    :: atomic { swallows_ok && empty(to_host) -> swallows_ok = false }

    :: atomic {
        may_repeat && nfull(to_printer) ->
        drains = false;
        next_number++;
        transmit(next_number - 1)
       }
    :: atomic {
        may_send && nfull(to_printer) ->
        taken_from_file++;
        add_line(taken_from_file);
        next_number = last_number + 1;
        transmit(last_number)
       }

    /* A silence is longer than anything takes but some lines of the file: that one of those seems one, is a fault. */
    :: atomic { waits_only && all_is_quiet -> break_silence() }
    :: atomic { waits_only && one_line_takes_long && nfull(to_printer) && faults > 0 -> faults--; break_silence() }

    :: atomic { has_finished -> break }
    od;
    assert(executed >= LINES - REQUESTS_LOST);
    finished = true
}

init {
    atomic {
        run printer();
        run host()
    }
}

ltl always_finishes { <> finished }
