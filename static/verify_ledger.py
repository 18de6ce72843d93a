"""Verifies the moderation ledger of a Skilled Hand site with nothing but Python.

python3 verify_ledger.py https://site.example [kept-checkpoint.json …]
"""

import hashlib
import json
import sys
import urllib.request
from pathlib import Path

site, *files = sys.argv[1:]
checkpoints = [json.loads(Path(file).read_text(encoding="utf-8")) for file in files]
kept = {checkpoint["entry_count"]: checkpoint["hash"] for checkpoint in checkpoints}
number, previous = 0, "0" * 64
while True:
    with urllib.request.urlopen(f"{site}/ledger/entries.ndjson?after={number}") as answer:
        entries = [json.loads(line) for line in answer]
    if not entries:
        break
    for entry in entries:
        claimed = entry.pop("hash")
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        is_fit = hashlib.sha256(text.encode()).hexdigest() == claimed
        if not is_fit or (entry["number"], entry["previous"]) != (number + 1, previous):
            sys.exit(f"Broken at entry {number + 1}.")
        number, previous = number + 1, claimed
        if kept.pop(number, previous) != previous:
            sys.exit(f"Entry {number} is not the one that the checkpoint knows.")
if any(kept):
    sys.exit(f"Cut off: there are {number} entries, and a checkpoint knows {max(kept)}.")
print(f"Whole: {number} entries, the last with the hash {previous}")
