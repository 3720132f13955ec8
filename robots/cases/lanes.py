"""Lane proofs: what was proven of a system's faster lanes, by the contract, the browser and the description of then."""

from __future__ import annotations

import json
from collections.abc import Mapping

from robots.cases.database import alone
from robots.cases.ground import Ground
from robots.cases.records import LaneGround
from robots.cases.schema import LaneProofRow

_PROOF = "lane proof"


class LaneProofs(Ground):
    """Keep what runs have proven, one row a system, and give it back where it still holds; sealed, as contracts are."""

    def keep_lane_proof(self, ground: LaneGround, flow: str, proof: str) -> None:
        """Keep what a run has proven of one flow; what was proven on another ground is void from then on.

        Args:
            ground: What it holds for.
            flow: The flow.
            proof: JSON; robots.systems.lanes knows what it says.
        """
        with self._writing() as session:
            alone(session.connection(), f"lane proofs of {ground.system}")
            row = session.get(LaneProofRow, ground.system)
            proofs = self._proofs(row) if row and _ground(row) == ground else {}
            blob = self._seal.seal(_PROOF, json.dumps({**proofs, flow: json.loads(proof)}).encode("utf-8"))
            about = {"contract": ground.contract, "browser": ground.browser, "description": ground.description}
            session.merge(LaneProofRow(system=ground.system, at=self._now(), **about, blob=blob))

    def lane_proofs(self, ground: LaneGround) -> Mapping[str, str]:
        """What was proven, by flow, as JSON; empty where it was proven on another ground."""
        with self._reading() as session:
            row = session.get(LaneProofRow, ground.system)
            proofs = self._proofs(row) if row and _ground(row) == ground else {}
            return {flow: json.dumps(proof) for flow, proof in proofs.items()}

    def _proofs(self, row: LaneProofRow) -> dict[str, object]:
        proofs: dict[str, object] = json.loads(self._seal.open(_PROOF, row.blob))
        return proofs


def _ground(row: LaneProofRow) -> LaneGround:
    return LaneGround(row.system, row.contract, row.browser, row.description)
