"""The graph of throughput and success against latency and corruption, as an SVG of its own making.

Above, lines per second on a logarithmic scale: each print in which the printer executed the whole file, and their
median. Below, for each host and point, in how many of the prints it did.
"""

from math import log10
from statistics import median

HOSTS = {
    "window": ("printjob, receive_buffer 128", "#d55e00"),
    "one": ("printjob, one line in flight", "#0072b2"),
    "loop": ("minimal loop", "#777777"),
    "octoprint": ("OctoPrint 1.11.8", "#cc79a7"),
    "printcore": ("printcore", "#009e73"),
}
WIDTH, HEIGHT = 860, 470
PLOT_TOP, PLOT_BOTTOM = 70, 300
STRIP_TOP, STRIP_STEP = 358, 22


def text(x, y, words, anchor="middle", color="#333", size=12, weight="normal"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}" font-size="{size}" '
        f'font-weight="{weight}">{words}</text>'
    )


def height_of(rate, powers):
    """On a logarithmic scale from the first to the last of these powers of ten."""
    share = (log10(rate) - powers[0]) / (powers[-1] - powers[0])
    return PLOT_BOTTOM - share * (PLOT_BOTTOM - PLOT_TOP)


def panel(results, hosts, left, right, powers, title, places, label, of):
    """One graph; `of` tells where on the axis a result lies, or None when it is of the other graph."""
    step = (right - left) / len(places)
    at = {place: left + step * (i + 0.5) for i, place in enumerate(places)}
    yield text((left + right) / 2, PLOT_TOP - 14, title, size=13, weight="bold")
    for power in powers:
        y = height_of(10**power, powers)
        yield f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e3e3e3"/>'
        yield text(left - 6, y + 4, f"{10**power:,}", anchor="end", size=11, color="#666")
    for place, x in at.items():
        yield text(x, PLOT_BOTTOM + 18, f"{place:g}", size=11, color="#666")
    yield text((left + right) / 2, PLOT_BOTTOM + 36, label, size=12)

    for row, host in reversed(list(enumerate(hosts))):  # what is named first lies on top
        color = HOSTS[host][1]
        line = []
        y_strip = STRIP_TOP + STRIP_STEP * row
        for place, x in at.items():
            mine = [seen for seen in results if seen["host"] == host and of(seen) == place]
            rates = [seen["rate"] for seen in mine if seen.get("success") and seen.get("rate")]
            if not mine:
                continue
            for rate in rates:
                y = height_of(rate, powers)
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{color}" fill-opacity="0.4"/>'
            if rates:
                line.append((x, height_of(median(rates), powers)))
            all_whole = len(rates) == len(mine)
            color_of_count = color if rates else "#bbb"
            yield (
                f'<rect x="{x - 17:.1f}" y="{y_strip - 9}" width="34" height="16" rx="8" '
                f'fill="{color if all_whole else "none"}" stroke="{color_of_count}"/>'
            )
            yield text(x, y_strip + 3, f"{len(rates)}/{len(mine)}", size=10, color="#fff" if all_whole else "#555")
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
        yield f'<polyline points="{corners}" fill="none" stroke="{color}" stroke-width="2"/>'
        for x, y in line:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>'


def draw(results, path):
    hosts = [host for host in HOSTS if any(seen["host"] == host for seen in results)]
    latencies = sorted({seen["latency"] for seen in results if seen["spoiled"] == 0})
    spoiled = sorted({seen["spoiled"] for seen in results})
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        text(
            185,
            22,
            "Lines per second over a late line, and over a noisy one",
            anchor="start",
            size=14,
            weight="bold",
        ),
    ]
    for row, host in enumerate(hosts):
        parts.append(
            text(172, STRIP_TOP + STRIP_STEP * row + 4, HOSTS[host][0], anchor="end", color=HOSTS[host][1])
        )
    parts.append(text(172, STRIP_TOP - 22, "whole prints", anchor="end", size=11, color="#666"))
    parts += panel(
        results, hosts, 185, 500, range(0, 7), "Latency, no line spoiled", latencies, "ms each way",
        lambda seen: seen["latency"] if seen["spoiled"] == 0 else None,
    )  # fmt: skip
    parts += panel(
        results, hosts, 540, 855, range(0, 5), "Corruption, 1 ms each way", [each / 10 for each in spoiled],
        "% of the lines with a bit flipped",
        lambda seen: seen["spoiled"] / 10 if seen["latency"] == 1 else None,
    )  # fmt: skip
    parts.append("</svg>")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts) + "\n")
