"""The table of what was measured, in Markdown."""

from statistics import median

NAMES = {
    "loop": "minimal loop, one line in flight",
    "one": "**printjob, one line in flight**",
    "window": "**printjob, `receive_buffer` 128**",
    "printcore": "Printrun's printcore",
    "octoprint": "OctoPrint",
}


def values(results, key):
    return [seen[key] for seen in results if seen.get(key) is not None]


def told(numbers, scale=1.0, digits=0):
    """The median, and in brackets the least and the greatest."""
    if not numbers:
        return ""
    middle, least, most = (f"{x * scale:,.{digits}f}" for x in (median(numbers), min(numbers), max(numbers)))
    return f"{middle} ({least}–{most})" if len(numbers) > 1 else middle


def lines_per_second(results):
    if not results:
        return ""
    lost = sum(not seen["success"] for seen in results)
    return told(values(results, "rate")) + (f", {lost} of {len(results)} not whole" if lost else "")


def stall(results):
    if not results:
        return ""
    if not all(seen["success"] for seen in results):
        return "stands still for good"
    return told(values(results, "longest_gap"), 1e-9, 2) + " s"


def milliseconds(results, key, otherwise):
    if not results:
        return ""
    numbers = values(results, key)
    return told(numbers) if numbers else otherwise


def last_byte(results):
    """What was under way when the command was given counts as none."""
    numbers = [max(number, 0.0) for number in values(results, "last_byte")]
    return told(numbers) if numbers else ""


def row(*cells):
    print("| " + " | ".join(cells) + " |")


def head(*cells):
    row(*cells)
    print("|" + "---|" * len(cells))


def tell_table(table):
    head("", "lines/s, instant printer", "CPU µs per line", "lines/s, 250,000 baud and 1 ms", "one lost `ok`")
    for name, of in table.items():
        cpu = told(values(of["unpaced"], "cpu_us"), digits=1)
        row(NAMES[name], lines_per_second(of["unpaced"]), cpu, lines_per_second(of["paced"]), stall(of["lost_ok"]))
    print()
    head("ms from", "cancel to the last job byte", "to heaters off", "pause to the last job byte", "to paused")
    for name, of in table.items():
        if of["cancel"]:
            row(
                NAMES[name],
                last_byte(of["cancel"]),
                milliseconds(of["cancel"], "heaters_off", "not in 10 s"),
                last_byte(of["pause"]),
                milliseconds(of["pause"], "paused", "not in 15 s"),
            )
    print()
    head("ms from", "cancel in heat-up to the last job byte", "to heaters off")
    for name, of in table.items():
        if of["cancel_in_heat_up"]:
            heat_up = of["cancel_in_heat_up"]
            row(NAMES[name], last_byte(heat_up), milliseconds(heat_up, "heaters_off", "not in 20 s"))
    print()
    tell_ratios(table)


def tell_ratios(table):
    """Of medians of the same run."""

    def of(host, scenario, key):
        return median(values(table[host][scenario], key))

    def ratio(one, other, scenario, key):
        return of(one, scenario, key) / of(other, scenario, key)

    print(f"- one in flight : minimal loop, instant printer: {ratio('one', 'loop', 'unpaced', 'rate'):.2f}")
    link = median(25_000 * seen["wire_lines"] / seen["wire_bytes"] for seen in table["window"]["paced"])
    windowed = of("window", "paced", "rate") / link
    print(f"- the link itself at 250,000 baud: {link:.0f} lines/s; window : link: {windowed:.3f}")
    for other in ("printcore", "octoprint"):
        for ours in ("one", "window"):
            if other not in table:
                continue
            print(
                f"- {ours} : {other}: {ratio(ours, other, 'unpaced', 'rate'):.1f} × the lines/s, "
                f"1/{ratio(other, ours, 'unpaced', 'cpu_us'):.1f} of the CPU per line, "
                f"{ratio(ours, other, 'paced', 'rate'):.2f} × the lines/s at 250,000 baud"
            )
