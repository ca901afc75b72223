// Saves a reviewer's decision as a small file for `tfnet review import`; sends nothing.
const decide = document.getElementById("decide");
if (decide) {
  const field = (id) => document.getElementById(id);
  const decision = field("decision"), reason = field("reason"), reviewer = field("reviewer");
  const owed = () => { reason.required = decision.value === "dismiss"; };
  decision.addEventListener("input", owed);
  owed();
  decide.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const one of [reviewer, ...(reason.required ? [reason] : [])]) {
      one.setCustomValidity(one.value.trim() ? "" : "Not only spaces, please.");
      if (!one.reportValidity()) { one.setCustomValidity(""); return; }
    }
    const { case: caseId, evidence } = decide.dataset;
    const told = {
      format: "tfnet-dispositions-1",
      dispositions: [{
        case_id: caseId, evidence, decision: decision.value,
        decided_on: field("decided-on").value, reviewer: reviewer.value, reason: reason.value,
      }],
    };
    const file = new Blob([JSON.stringify(told, null, 1) + "\n"], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `decision-${caseId}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    field("decided").textContent = `Saved decision-${caseId}.json.`;
  });
}
