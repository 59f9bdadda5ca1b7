"""What the checks mean, and what they do not prove: the same for every system."""

LIMITS = (
    (
        "A claim is proved",
        "A test that carries the claim's id ran and passed; skipped counts as unproved.",
        "That the test injects the fault as it will really come, or that it is the only fault.",
    ),
    (
        "A cell is not applicable",
        "Somebody gave a reason, or named the mode that covers it.",
        "That the reason is right. It is a judgement, and a reviewer's work.",
    ),
    (
        "Every guide word is decided",
        "No way of failing that the generic lists know was passed over.",
        "That the lists know every way of failing.",
    ),
    (
        "Components and links equal the template",
        "Nothing is deployed that nobody analysed, and no grant is without its link.",
        "That an account is as the template says; people can change it by hand.",
    ),
    (
        "Alarms exist and watch the right thing",
        "The template has them, with a metric of that component and an action of the right tier.",
        "That a telephone rings, and that whoever has it wakes: no template says so.",
    ),
    (
        "Seconds to an alarm",
        "Its own settings, played through with metrics that we modelled from documentation.",
        "The seconds of a real outage; nobody has measured them.",
    ),
    (
        "Severity and occurrence",
        "Judged on written scales, with a rationale each.",
        "That others would judge the same; their product is not used.",
    ),
    (
        "Detection, monitoring, action priority",
        "Computed from tests, alarms and a table, so nobody can argue them down.",
        "That the table is the handbook's: it follows public transcriptions, which differ.",
    ),
    (
        "Availability of a scenario",
        "The expectations of its components, multiplied or put through a fault tree.",
        "What was measured. Agreements are not measurements, and failures are not independent.",
    ),
    (
        "Minutes of the budget",
        "A sum whose every input has a source, or is marked as an assumption.",
        "The next month. Most frequencies are assumptions until incidents have corrected them.",
    ),
    (
        "Runbooks",
        "Each page leads to one, and each says how long it takes and how that is known.",
        "That a tired person finds and follows it at night.",
    ),
)
"""What is checked, what it means, what it does not prove."""
