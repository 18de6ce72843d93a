"""Draws how searches grow with the directory, from what `benchmarks.search` measured.

python -m benchmarks.search_growth [--folder FOLDER] [--out docs/images/search-growth.svg]
"""

import argparse
import json
from pathlib import Path

from benchmarks.growth_plot import draw_growth

MEASURED_FILE = "medians.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks/search"))
    parser.add_argument("--out", type=Path, default=Path("docs/images/search-growth.svg"))
    options = parser.parse_args()
    medians: dict[str, dict[int, float]] = {}
    for path in sorted(options.folder.glob(f"*/{MEASURED_FILE}")):
        for kind, milliseconds in json.loads(path.read_text(encoding="utf-8")).items():
            medians.setdefault(kind, {})[int(path.parent.name)] = milliseconds
    if not medians:
        raise SystemExit(f"Nothing was measured in {options.folder}; run make bench-search first.")
    title = "CPU milliseconds of a search by the number of profiles"
    options.out.write_text(draw_growth(medians, title, "profiles"), encoding="utf-8")
    print(f"Wrote {options.out}")


if __name__ == "__main__":
    main()
