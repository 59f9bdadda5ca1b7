"""The code that the analysis cites is there, and code that runs is spoken of."""

from pathlib import Path

import pytest

from dfmea.tool.checks.claims import fingerprints
from dfmea.tool.evidence import Evidence, save_evidence
from dfmea.tool.symbols import fingerprint, line, missing, source
from tests.dfmea.breaks import COMPONENTS, MODES, TENSIONS, Break, assert_found
from tests.dfmea.conftest import Stand

EXISTS = "20 cited code exists"
CLAIMED = "21 code that runs belongs to a component"
READ = "22 changed code was read again"
HANDLER = "stand/handler.py"
BREAKS = [
    Break(
        "a function is renamed",
        EXISTS,
        *(HANDLER, "def pour", "def fill_a_glass"),
        "CTL-LOOK: is done by stand/handler.py:pour, but stand/handler.py has no pour",
        "Follow the code: write its new path and name, and read the row again.",
        line="- id: CTL-LOOK",
        where=MODES,
    ),
    Break(
        "a constant is gone",
        EXISTS,
        *(HANDLER, "GLASSES = 12\n", ""),
        "DET-BELL: is written by stand/handler.py:GLASSES, but stand/handler.py has no GLASSES",
        "Follow the code: write its new path and name, and read the row again.",
        line="- id: DET-BELL",
        where=MODES,
    ),
    Break(
        "a component's file is not there",
        EXISTS,
        *(COMPONENTS, "code: [stand/handler.py]", "code: [stand/main.py]"),
        "stand: is made of stand/main.py, but stand/main.py does not exist",
        "Follow the code: write its new path and name, and read the row again.",
        line="- id: stand",
    ),
    Break(
        "a decision cannot be seen where it says",
        EXISTS,
        *(TENSIONS, "handler.py:Jug", "handler.py:Mug"),
        "X01: can be seen in stand/handler.py:Mug, but stand/handler.py has no Mug",
        "Follow the code: write its new path and name, and read the row again.",
        line="- id: X01",
    ),
    Break(
        "a file that runs is nobody's",
        CLAIMED,
        *(COMPONENTS, "  code: [stand/handler.py]\n", ""),
        "stand/handler.py: belongs to no component",
        "Name it under `code` of a component in components.yaml, or add the component.",
        line='"""The lemonade stand: what the child behind it does."""',
        where=HANDLER,
    ),
    Break(
        "a component with code never fails",
        CLAIMED,
        *(
            MODES,
            '"FM-JUG-01: what goes wrong is pouring from an empty jug"',
            "Children are careful",
        ),
        "stand: runs stand/handler.py, and no failure mode says how that fails",
        "Add a failure mode: code of our own always has one.",
        line="- element: stand",
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_code_and_analysis_that_part_are_found(stand: Stand, broken: Break) -> None:
    assert_found(stand, broken)


def test_a_folder_claims_every_file_in_it(stand: Stand) -> None:
    stand.edit(COMPONENTS, "code: [stand/handler.py]", "code: [stand]")
    stand.write("stand/till.py", "COINS = 0\n")
    assert stand.findings(CLAIMED) == []


def test_a_mode_whose_code_changed_is_to_be_read_again_until_somebody_says_so(stand: Stand) -> None:
    reviewed(stand)
    assert stand.findings(READ) == []
    stand.edit(HANDLER, "    jug.glasses -= 1\n", "    jug.glasses -= 2\n")
    (finding,) = stand.findings(READ)
    assert finding.id == "FM-JUG-01"
    assert finding.message == "is to be read again: stand/handler.py:pour changed"
    assert stand.findings() == [], "it is advice"
    reviewed(stand)
    assert stand.findings(READ) == []


def reviewed(stand: Stand) -> None:
    hashes = fingerprints(stand.subject)
    evidence = Evidence(stand.subject.evidence.proofs, hashes)
    save_evidence(evidence, stand.folder / "evidence.json")


PYTHON = """
LIMIT: int = 3
first, second = 1, 2
if LIMIT:
    LATE = 4


class Till:
    size = 5

    def __init__(self) -> None:
        self.coins = 0

    @property
    def full(self) -> bool:
        def inner() -> bool:
            return True

        return inner()
"""


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("LIMIT", "LIMIT: int = 3"),
        ("second", "first, second = 1, 2"),
        ("LATE", "    LATE = 4"),
        ("Till.size", "    size = 5"),
        ("Till.coins", "        self.coins = 0"),
        ("Till.full", "    @property"),
        ("Till.full.inner", "        def inner() -> bool:"),
    ],
)
def test_a_symbol_is_found_with_its_source(tmp_path: Path, name: str, begins: str) -> None:
    (tmp_path / "till.py").write_text(PYTHON)
    assert missing(tmp_path, f"till.py:{name}") is None
    assert (source(tmp_path, f"till.py:{name}") or "").splitlines()[0] == begins


def test_what_is_only_used_is_no_symbol(tmp_path: Path) -> None:
    (tmp_path / "till.py").write_text("import os\n\nsizes = {}\nsizes[os.name] = len(os.name)\n")
    for name in ("os", "len", "sizes.name"):
        assert missing(tmp_path, f"till.py:{name}") == f"till.py has no {name}"


def test_other_languages_are_searched_for_the_words(tmp_path: Path) -> None:
    (tmp_path / "till.ts").write_text("export class Till { open() { return 1; } }\n")
    assert missing(tmp_path, "till.ts:Till.open") is None
    assert missing(tmp_path, "till.ts:Till.ope") == "till.ts has no Till.ope"
    assert line(tmp_path, "till.ts:Till") == 1


def test_a_fingerprint_is_of_the_symbol_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("A = 1\n\n\ndef f() -> int:\n    return A\n")
    (tmp_path / "b.py").write_text("A = 2\n\n\ndef f() -> int:\n    return A\n")
    assert fingerprint(tmp_path, "a.py:f") == fingerprint(tmp_path, "b.py:f")
    assert fingerprint(tmp_path, "a.py:A") != fingerprint(tmp_path, "b.py:A")
    assert fingerprint(tmp_path, "c.py") is None
