"""The domain objects of a case in STIX: who, when, and the notes that say why."""

from typing import Any

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.case_json import NOTICE
from pipeline.report.formats.exchange_text import exchanged
from pipeline.report.formats.stix_objects import (
    ACCOUNT,
    CONFIDENCE,
    PAYMENT,
    SYSTEM,
    Object,
    made_id,
    observable_id,
    timestamp,
)
from pipeline.report.sections.gaps import confidence

LABELS = ["alleged", "lead-for-review"]
CLASSES = {"person": "individual", "organisation": "organization"}


def accounts_of(case: CaseFile) -> list[str]:
    """Members, then who else paid or was paid."""
    ends = ("sender_account", "receiver_account")
    paid = (row[end] for row in case.payments for end in ends)
    return list(dict.fromkeys([*case.member_by_account, *paid]))


class Frame:
    """Makes the domain objects of a case, all marked and dated alike."""

    def __init__(self, case: CaseFile, mark_id: str) -> None:
        self._case = case
        at = timestamp(case.run.last_booked or case.last_at)  # never the clock
        self._same = {
            "created_by_ref": SYSTEM,
            "created": at,
            "modified": at,
            "object_marking_refs": [mark_id],
        }

    def _object(self, kind: str, key: str, **own: Any) -> Object:
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": made_id(kind, self._case.case_id, key),
            **self._same,
            **own,
        }

    def identity(self, party_id: str, row: Row) -> Object:
        names = row["names"] or [party_id]
        known = {"description": "Also: " + "; ".join(map(exchanged, names[1:]))}
        return self._object(
            "identity",
            party_id,
            name=exchanged(names[0]),
            identity_class=CLASSES.get(row["party_kind"] or "", "unknown"),
            labels=LABELS,
            **(known if names[1:] else {}),
            external_references=[
                {"source_name": "source-party", "external_id": exchanged(party_id)}
            ],
        )

    def holder(self, row: Row) -> Object:
        return self._object(
            "relationship",
            f"holds {row['account_id']}",
            relationship_type="related-to",
            description="Holder of the account, as the source has it.",
            source_ref=made_id("identity", self._case.case_id, row["party_id"]),
            target_ref=observable_id(ACCOUNT, row["account_id"]),
        )

    def observed(self) -> list[Object]:
        """One sighting of everything, from the first payment to the last."""
        if not self._case.payments:
            return []
        rows = self._case.payments
        return [
            self._object(
                "observed-data",
                "payments",
                first_observed=timestamp(rows[0]["booked_at"]),
                last_observed=timestamp(rows[-1]["booked_at"]),
                number_observed=1,
                object_refs=[
                    *(observable_id(ACCOUNT, one) for one in accounts_of(self._case)),
                    *(observable_id(PAYMENT, row["transaction_id"]) for row in rows),
                ],
            )
        ]

    def note(self, key: str, abstract: str, content: str, refs: list[str]) -> Object:
        return self._object(
            "note",
            key,
            abstract=abstract,
            content=content,
            object_refs=refs,
            labels=LABELS,
        )

    def role_notes(self) -> list[Object]:
        """One a role: each account with why it was given the role."""
        by_role: dict[str, list[Row]] = {}
        for row in self._case.member_rows:
            by_role.setdefault(row["role"], []).append(row)
        return [
            self.note(
                f"role {role}",
                f"Alleged role: {role}",
                "\n".join(
                    f"{exchanged(row['account_id'])} ({row['part']}): "
                    f"{exchanged(row['reason'])}"
                    for row in rows
                ),
                [observable_id(ACCOUNT, row["account_id"]) for row in rows],
            )
            for role, rows in by_role.items()
        ]

    def flag_notes(self, facts: dict[str, Any]) -> list[Object]:
        """One a red flag: what was measured, its source, and whom it would wrong."""
        rows = self._case.evidence.group_by("alert_id", maintain_order=True)
        evidence = {
            key[0]: part["transaction_id"].unique(maintain_order=True).to_list()
            for key, part in rows
        }
        return [
            self.note(
                f"red flag {flag.text.id}",
                f"Red flag {flag.text.id}: {flag.text.title}",
                "\n".join(
                    [
                        *(exchanged(alert.sentence) for alert in flag.alerts),
                        f"Source: {flag.text.source} ({flag.text.provenance}).",
                        f"Lawful forms of the same: {flag.text.innocent}.",
                    ]
                ),
                self._subjects(flag.alerts, evidence),
            )
            for flag in facts["flags"]
        ]

    def _subjects(self, alerts: list[Any], evidence: dict[str, list[str]]) -> list[str]:
        known = self._case.payment_by_id
        accounts = set(accounts_of(self._case))
        refs = [
            *(
                observable_id(ACCOUNT, alert.account_id)
                for alert in alerts
                if alert.account_id in accounts
            ),
            *(
                observable_id(PAYMENT, one)
                for alert in alerts
                for one in evidence.get(alert.alert_id, [])
                if one in known
            ),
        ]
        return list(dict.fromkeys(refs)) or [SYSTEM]

    def grouping(self, refs: list[str]) -> Object:
        level, why = confidence(self._case)
        return self._object(
            "grouping",
            "case",
            name=f"Case {self._case.case_id}: alleged network, lead for review",
            description=f"{NOTICE} Status: {self._case.status}. Confidence is in the "
            f"data: {why}.",
            context="suspicious-activity",
            confidence=CONFIDENCE[level],
            labels=LABELS,
            external_references=[
                {"source_name": "tfnet", "external_id": self._case.case_id}
            ],
            object_refs=refs,
        )
