"""
The drafts and the brief for one jurisdiction, as one Markdown file each.

One file a jurisdiction, so that handing it over hands over nobody else's accounts.
"""

import hashlib
from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.html_page import software
from pipeline.report.markdown import environment
from pipeline.report.partners.drafts import Draft, drafts
from pipeline.report.partners.partner_brief import PartnerBrief, partner_brief
from pipeline.report.sections.cooperation import Cooperation

MOST_FILES = 20  # jurisdictions with the most value


class RequestFile(NamedTuple):
    country: str
    name: str
    path: str  # beside the case's page
    drafts: list[Draft]
    brief: PartnerBrief
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def request_files(case: CaseFile, plan: Cooperation) -> list[RequestFile]:
    """For jurisdictions with a core account, most value first; none for one alone."""
    files = []
    for to in [one for one in plan.jurisdictions if one.core][:MOST_FILES]:
        made, brief = drafts(case, plan, to), partner_brief(case, to)
        if not made:
            continue
        text = (
            environment()
            .get_template("request.md")
            .render(
                case=case,
                currency=case.base_currency,
                to=to,
                drafts=made,
                brief=brief,
                software=software(),
            )
        )
        path = f"requests/{to.country}.md"
        content = text.encode()
        files.append(RequestFile(to.country, to.name, path, made, brief, content))
    return files
