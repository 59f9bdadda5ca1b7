"""Has SCRAM (Debian: scram) solve the scenarios' fault trees, and the others of this folder.

`python -m tests.dfmea.golden.scram`, after a tree or a service level expectation has changed.
"""

import json
import subprocess
from pathlib import Path

from defusedxml import ElementTree

from dfmea.tool.assessment import probabilities
from dfmea.tool.fault_tree import open_psa
from dfmea.tool.loader import load

HERE = Path(__file__).parent
ANALYSIS = HERE.parents[2] / "dfmea"


def main() -> None:
    """Write the trees, and what SCRAM makes of each file beside it."""
    analysis = load(ANALYSIS)
    for tree in analysis.arithmetic.fault_trees:
        text = open_psa(tree.scenario, tree.top, probabilities(analysis, tree.top))
        (HERE / f"{tree.scenario}.xml").write_text(text)
    for file in sorted(HERE.glob("*.xml")):
        found = subprocess.run(
            ["scram", "--bdd", "--probability", "1", "--importance", "1", str(file)],
            capture_output=True,
            check=True,
            text=True,
        )
        report = ElementTree.fromstring(found.stdout)
        products = report.find(".//results/sum-of-products")
        answer = {
            "cut_sets": sorted(
                sorted(event.get("name", "") for event in product.iter("basic-event"))
                for product in products.iter("product")
            ),
            "probability": float(products.get("probability", "nan")),
            "birnbaum": {
                event.get("name", ""): float(event.get("MIF", "nan"))
                for event in report.find(".//results/importance").iter("basic-event")
            },
        }
        text = json.dumps(answer, indent=1, sort_keys=True) + "\n"
        file.with_suffix(".scram.json").write_text(text)


if __name__ == "__main__":
    main()
