"""Draws a distribution or a trend with matplotlib as often as asked, and prints the median milliseconds of an SVG and of a
PNG of 1600 by 900 pixels. The data come as JSON on standard input; the clock runs from the data to the bytes."""

import io
import json
import statistics
import sys
import time

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

COLOURS = ["#B2422D", "#E9A27F", "#D9D6CF", "#7FB5C8", "#1F6F8B"]
NAMES = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]


def distribution(data, axes):
    for row, question in enumerate(reversed(data["questions"])):
        shares = [count / question["n"] for count in question["counts"]]
        left = -(shares[0] + shares[1] + shares[2] / 2)
        for share, colour in zip(shares, COLOURS):
            axes.barh(row, share, left=left, color=colour, height=0.6)
            if share > 0.05:
                axes.text(left + share / 2, row, f"{share:.1%}", ha="center", va="center")
            left += share
        axes.text(1.02, row, f"{shares[3] + shares[4]:.1%}  {question['n']}", va="center", fontweight="bold")
    axes.set_yticks(range(len(data["questions"])), [question["label"] for question in reversed(data["questions"])])
    axes.legend([matplotlib.patches.Patch(color=colour) for colour in COLOURS], NAMES, ncols=5, loc="upper left")


def trend(data, figure):
    panels = figure.subplots(len(data["series"]), 1, sharex=True, squeeze=False)
    for series, axes in zip(data["series"], panels[:, 0]):
        points = [point for point in series["points"] if point["share"] is not None]
        months = [point["month"] for point in points]
        shares = [point["share"] for point in points]
        axes.fill_between(months, [p["low"] for p in points], [p["high"] for p in points], color="#D8E8EE")
        axes.plot(months, shares, marker="o", color="#1F6F8B")
        axes.set_title(series["label"], loc="left")
        if points:
            axes.text(len(months) - 1, shares[-1], f"{shares[-1]:.1%}")
        axes.tick_params(axis="x", rotation=45)


def draw(kind, data, form):
    figure = pyplot.figure(figsize=(16, 9), dpi=100)
    if kind == "trend":
        trend(data, figure)
    else:
        distribution(data, figure.subplots())
    figure.suptitle("Tỉnh Hưng Yên, tháng 11/2024", x=0.05, ha="left")
    file = io.BytesIO()
    figure.savefig(file, format=form)
    pyplot.close(figure)
    return file.getvalue()


def main():
    kind, drawings = sys.argv[1], int(sys.argv[2])
    data = json.load(sys.stdin)
    for form in ["svg", "png"]:
        draw(kind, data, form)
        times = []
        for _ in range(drawings):
            begun = time.perf_counter()
            draw(kind, data, form)
            times.append((time.perf_counter() - begun) * 1e3)
        print(statistics.median(times))


main()
