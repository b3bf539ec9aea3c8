"""Looks at a results folder from outside: is the page a large PNG, does every message have an end?"""

import json
import struct
import sys
from pathlib import Path

FILES = ["review.png", "results.json", "timeseries.csv", "latency.csv", "losses.csv", "elements.csv", "manifest.json"]
MANIFEST = ["version", "command", "started", "wall_s", "engine_cpu_s", "messages", "peak_rss_bytes", "machine"]


def png_size(path):
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR", f"{path} is not a PNG"
    return struct.unpack(">II", head[16:24])


def balanced(name, row):
    total = row["delivered"] + row["lost"] + row["in_flight"]
    assert row["balanced"] and row["offered"] == total, f"{name}: {row}"
    print(f"  {name}: {row['offered']} = {row['delivered']} + {row['lost']} + {row['in_flight']}")


def refuse(constant):
    raise ValueError(f"{constant} in JSON")


def main(folder):
    for name in FILES:
        assert (folder / name).stat().st_size > 0, f"{name} is empty"
    width, height = png_size(folder / "review.png")
    assert width >= 2400, f"review.png is {width} px wide"
    print(f"  review.png: {width} x {height}")
    charts = list((folder / "charts").glob("*.png"))
    assert charts, "no charts"
    for chart in charts:
        png_size(chart)

    results = json.loads((folder / "results.json").read_text("utf-8"), parse_constant=refuse)
    conservation = results["conservation"]
    assert conservation["total"]["offered"] > 0, "nothing was offered"
    balanced("in all", conservation["total"])
    for name, row in conservation["classes"].items():
        balanced(name, row)
    for name, row in results["classes"].items():
        lost = sum(count for elements in row["lost"].values() for count in elements.values())
        assert row["offered"] == row["delivered"] + lost + row["in_flight"], f"{name}: lost by cause does not add up"

    manifest = json.loads((folder / "manifest.json").read_text("utf-8"), parse_constant=refuse)
    missing = [key for key in MANIFEST if key not in manifest]
    assert not missing, f"manifest.json lacks {missing}"
    print(f"  verdict: {results['verdict']}, {manifest['messages']} messages in {manifest['wall_s']:.1f} s")


try:
    main(Path(sys.argv[1]))
except (AssertionError, OSError, ValueError, KeyError) as error:
    sys.exit(f"{sys.argv[1]}: {error}")
