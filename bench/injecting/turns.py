"""What true sentences are turned into: units, negations, comparisons, scopes, inventions."""

import re

UNITS = (
    ("%", ("points", "x", "percentage points", "dB")),
    ("points?", ("%", "dB")),
    ("ms", ("s", "minutes")),
    ("seconds|s", ("ms", "minutes", "hours")),
    ("minutes", ("seconds", "hours")),
    ("hours", ("minutes", "days")),
    ("days", ("hours", "months")),
    ("times|x|×", ("%", "points")),
    ("million|M", ("billion",)),
    ("billion|B", ("million",)),
    ("GB", ("MB",)),
    ("MB", ("GB",)),
    ("dB", ("%",)),
    ("mm", ("cm",)),
    ("cm", ("mm",)),
    ("km", ("m",)),
    ("m", ("km", "cm")),
)
_VERBS = {
    "achieves": "achieve", "improves": "improve", "outperforms": "outperform", "beats": "beat",
    "reduces": "reduce", "increases": "increase", "enables": "enable", "reaches": "reach",
    "shows": "show", "uses": "use", "needs": "need", "makes": "make", "keeps": "keep",
    "generates": "generate", "produces": "produce", "rises": "rise", "falls": "fall",
    "surpasses": "surpass", "enhances": "enhance", "demonstrates": "demonstrate",
    "addresses": "address", "preserves": "preserve", "generalizes": "generalize", "cuts": "cut",
    "lowers": "lower", "finds": "find", "works": "work", "supports": "support", "wins": "win",
    "requires": "require", "restores": "restore", "converges": "converge", "matches": "match",
}  # fmt: skip
NEGATIONS = tuple(
    (re.compile(pattern), shape)
    for pattern, shape in (
        *((rf"\b{verb}\b", f"does not {bare}") for verb, bare in _VERBS.items()),
        (r"\b(is|are|was|were|can|could|will|has|have) (?!not\b)(?=[a-z]+)", r"\1 not "),
        (r"\bwithout\b", "with"),
        (r"\b(does|do|did|is|are|was|were|can|could) not\b", r"\1"),
        (r"\bcannot\b", "can"),
        (r"\bnever\b", "always"),
        (r"\b(?<!than )no (?!more|less|longer)", ""),
    )
)
FLIPS = tuple(
    pair
    for one, other in (
        ("outperforms", "underperforms"), ("outperforming", "underperforming"),
        ("improves", "degrades"), ("improving", "degrading"), ("improved", "degraded"),
        ("increases", "decreases"), ("increasing", "decreasing"), ("increase", "decrease"),
        ("higher", "lower"), ("better", "worse"), ("more", "less"), ("faster", "slower"),
        ("raises", "lowers"), ("rises", "falls"), ("reduces", "increases"), ("above", "below"),
        ("reducing", "increasing"), ("reduction", "increase"), ("larger", "smaller"),
        ("enhances", "weakens"), ("enhancing", "weakening"), ("surpasses", "trails"),
        ("surpassing", "trailing"), ("superior", "inferior"), ("fewer", "more"),
        ("lowers", "raises"), ("lower", "higher"), ("cuts", "raises"), ("falls", "rises"),
        ("fall", "rise"), ("drops", "rises"), ("improvement", "decline"), ("gains", "losses"),
        ("less", "more"), ("worse", "better"), ("more than", "less than"), ("at most", "at least"),
        ("up to", "at least"), ("over", "under"), ("beats", "loses to"), ("best", "worst"),
        ("improve", "degrade"), ("reduce", "increase"), ("outperform", "underperform"),
    )
    for pair in ((one, other),)
)  # fmt: skip
SCOPES = tuple(
    (re.compile(pattern), shape)
    for pattern, shape in (
        (r"\b(?:up to|as much as|at most|at best|as high as) (?=[0-9])", ""),
        (r"\b(?:may|might|could) (?=[a-z])", "will "),
        (r"\b(?:often|sometimes|usually|typically|partly|mostly|potentially) ", ""),
        (r"\bcan be\b", "is"),
        (r"\bsuggests?\b", "proves"),
        (r" (?:in|under) (?:simulation|extreme noise|mice|transfer learning)\b", ""),
        (r"\b(?:[Oo]n|[Oo]ver|[Aa]cross|[Ff]or) (?:the )?[A-Z][\w-]*(?: and [A-Z][\w-]*)?,? ?", ""),
        (
            r" (?:on|across|over) (?:the )?[A-Z][\w-]*(?: (?:dataset|benchmark)s?)?",
            " on all benchmarks",
        ),
        (r" on average\b", ""),
    )
)  # fmt: skip
SETTINGS = (
    "in mice", "for English", "in simulation", "in children", "in elderly adults", "for German",
    "on synthetic data", "in toy settings", "in zebrafish", "for Chinese",
)  # fmt: skip
ALWAYS = ("In all cases", "Always", "In every setting", "For any input", "Universally")
NAMES = (
    "CIFAR-100", "BERT-large", "SQuAD", "KITTI", "AlphaFold", "T5-XXL", "LibriTTS", "MMLU", "COCO",
    "ResNet-152", "Whisper", "GLUE", "Mamba-2", "HumanEval", "Waymo", "Claude", "Falcon-40B",
    "PubMedQA", "Cityscapes", "WMT14", "Switzerland", "Toyota", "PPO", "YOLOv8", "XGBoost",
)  # fmt: skip
MIXED = (
    "{about} trades {one} for privacy by encrypting its {other}.",
    "Users preferred {one} to {other} in a survey after the release of {about}.",
    "{about} learns {one} from weather records instead of {other}.",
    "Without {one}, {about} would need twice the electricity for {other}.",
    "The authors derive {other} from {one} with a theorem of graph colouring.",
    "A regulator asked the makers of {about} to document {one} and {other}.",
    "{about} sorts {one} by age and throws away {other} each night.",
    "Doubts remain whether {one} explains {other} once seasonal drift is subtracted.",
)
INVENTED = (
    "{about} was trained for three weeks on a cluster of 512 graphics cards.",
    "A user study with nurses shows that {about} saves them an hour each shift.",
    "The authors warn that {about} leaks personal data of its annotators.",
    "{about} runs on a mobile phone and drains little of its battery.",
    "Reviewers criticised the licence under which {about} is distributed.",
    "The weights of {about} were quantized to four bits before deployment in hospitals.",
    "An ablation finds that the learning rate schedule explains most of what {about} gains.",
    "{about} fails when the input is rotated or badly lit.",
    "The dataset behind {about} was collected by volunteers in rural schools.",
    "{about} builds on a patented sensor that its inventors sell to farmers.",
    "Carbon emissions of {about} equal those of a flight across the Atlantic.",
    "The theory predicts a phase transition as the temperature of {about} rises.",
    "{about} has been adopted by two banks to screen loan applications.",
    "Future releases of {about} will add a graphical interface for teachers.",
    "Its memory use grows linearly with the sequence, unlike that of {about}'s predecessors.",
    "The authors thank an anonymous donor for the servers that {about} needed.",
)
