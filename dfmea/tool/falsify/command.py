"""Sees every ablation that is named or stale, one after the other or side by side."""

import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from dfmea.tool.falsify import verdicts
from dfmea.tool.falsify.edits import EditError
from dfmea.tool.falsify.runner import is_run, run_in_copy, see
from dfmea.tool.falsify.verdicts import Proofs, Seen, Verdict
from dfmea.tool.model.ablations import Ablation, Ablations

FILE = "falsified.json"


def chosen(
    ablations: Ablations, ids: Collection[str], seen: Mapping[str, Seen], root: Path,
    proofs: Proofs,
) -> list[Ablation]:  # fmt: skip
    """Those that are named, by their id, their control or a claim; without names, the stale ones.

    Raises KeyError with the first name that names nothing.
    """
    if not ids:
        return [
            each
            for each in ablations.ablations
            if not verdicts.is_current(seen.get(each.id), each, root, proofs)
        ]
    names = {each.id: {each.id, each.control, *each.claims} for each in ablations.ablations}
    known = {name for each in names.values() for name in each}
    for name in ids:
        if name not in known:
            raise KeyError(name)
    return [each for each in ablations.ablations if names[each.id] & set(ids)]


def falsify(
    wanted: list[Ablation], ablations: Ablations, root: Path, proofs: Proofs, file: Path,
    jobs: int, tell: Callable[[str], None] = print,
) -> bool:  # fmt: skip
    """See each of them, keep what was seen at once, and answer whether all claims turned red."""
    seen = verdicts.load(file)
    begun, good = time.monotonic(), True
    tell("With every control in place: the same tests, in a copy ...")
    sound = baseline(wanted, ablations, root, proofs)
    passed = frozenset[str]().union(*sound.values())
    tell(f"... {len(passed)} of them pass, in {time.monotonic() - begun:.0f} s.")
    with ThreadPoolExecutor(jobs) as pool:
        running = {}
        for each in wanted:
            name = verdicts.fingerprint(each, root, proofs)
            running[pool.submit(see, each, ablations.runner, root, sound, name)] = each
        for number, done in enumerate(as_completed(running), start=1):
            ablation = running[done]
            where = f"{number}/{len(wanted)}, {time.monotonic() - begun:.0f} s"
            try:
                result = done.result()
            except EditError as error:
                good = False
                tell(f"[{where}] {ablation.id}: the code has changed, mend the edit: {error}")
                continue
            seen[ablation.id] = result
            verdicts.save(seen, file)
            tell(f"[{where}] {ablation.id}: {ablation.text}")
            for claim, verdict in result.verdicts.items():
                good = good and verdict == Verdict.RED
                tell(f"    {verdict:8} {claim}")
    return good


def baseline(
    wanted: Collection[Ablation], ablations: Ablations, root: Path, proofs: Proofs
) -> dict[str, frozenset[str]]:
    """The proofs that pass with the control, by claim: only those can show that it is needed."""
    claims = {claim for each in wanted for claim in each.claims}
    runner = ablations.runner
    tests = {t for claim in claims for t in proofs.get(claim, ()) if is_run(t, runner)}
    if not tests:
        return {}
    green = run_in_copy(tests, runner, root).green
    return {claim: green.intersection(proofs.get(claim, ())) for claim in claims}
