"""The lexicon of units: what is written after a number, and the measures that name one."""

import re

_FOLLOWING = {  # what is written after a number -> the unit's name
    r"%[ -]?(?:absolute |relative )?(?:pp?|points?)\b": "points",
    r"%|per ?cent\b(?![ -]point)": "%",
    r"(?:(?:absolute|percentage|percent|accuracy)[ -])*points\b(?! (?:cloud|estimate))": "points",
    r"(?:(?:absolute|percentage|percent|accuracy)[ -])+point\b": "points",
    # A lone "point" is one of a change, not of a scale, a stencil or an algorithm.
    r"point(?= (?:[\w-]+ ){0,3}(?:gain|improvement|increase|boost|lead|advantage|gap|margin|rise"
    r"|drop|reduction|decrease|decline|loss|difference|degradation|jump|lift|uplift|edge)s?\b)": (
        "points"
    ),
    r"p\.p\.|pp\b": "points",
    r"(?:times|fold|[x×])(?![\w×])(?!-)": "×",
    r"(?:sacre)?BLEU(?:-[1-4])?(?: points?| scores?)?\b": "BLEU",
    r"(?:chrF|COMET|METEOR|CIDEr|SPICE|ROUGE-?[12L]?)(?: points?| scores?)?(?![\w-])": "score",
    r"(?:mAP|AP|mIoU|IoU|NDS|AUC|AUROC|F1|PDMS|MRR)(?:[ -](?:points?|scores?))?(?![\w@-])": "score",
    r"(?:MOS|mean opinion scores?)\b": "opinion score",
    r"Elo(?: points?)?\b": "Elo",
    r"dB\b": "dB",
    r"(?:ms|milliseconds?)\b": "ms",
    r"(?:[µμ]s|microseconds?)\b": "µs",
    r"(?:(?<![0-9]{3}0)s|sec|seconds?)\b(?!/)": "s",
    r"(?:minutes?|mins?)\b": "min",
    r"(?:hours?|h)\b": "h",
    r"(?:fps|FPS|frames per second)\b": "fps",
    r"[kMG]?Hz\b": "Hz",
    r"[KMGT]i?B(?:/s)?\b": "bytes",
    r"[GMT]?FLOP[sS]?\b": "FLOPs",
    r"(?:million|billion|M|B) (?:trainable )?parameters\b": "parameters",
    r"tokens(?:/s(?:ec)?| per second| per step)\b": "tokens",
    r"(?:mm|cm|km|nm|[µμ]m|m)\b(?!/)": "m",
    r"(?:km/s/Mpc|km ?s−1 ?Mpc−1)(?!\w)": "km/s/Mpc",
    r"(?:km/s|m/s|km/h)\b(?!/)": "m/s",
    r"[kM]?pc\b": "pc",
    r"[kMGT]?eV\b": "eV",
    r"(?:σ|sigma)(?!\w)": "σ",
    r"(?:kelvin|mK)\b": "K",
    r"(?:solar masses\b|M[⊙☉])": "solar masses",
    r"(?:logical |physical )?qubits\b": "qubits",
    r"(?<!\b360)(?<!\b360 )(?:degrees?\b(?! of freedom)|°)": "°",
    r"[mk]?W\b": "W",
    r"(?:[mnpµμk]?J|kWh)\b": "J",
}
_PER = (  # a rate is another quantity: "503 KB per second" is no "503 KB"
    r" per (?:second|minute|hour|day|week|month|year|frame|image|video|scene|page|pixel|voxel|token"
    r"|step|iteration|epoch|sample|query|request|task|game|person|user|GPU)\b"
)
UNITS = tuple(
    (
        re.compile(
            r"(?P<gap>[ \u00a0\u202f]|-(?=point|percent|fold|times))?"
            rf"(?P<unit>(?:{pattern})(?:{_PER})?)"
        ),
        name,
    )
    for pattern, name in _FOLLOWING.items()
)
_BOUNDED = (  # measures that end at 1, or at 100
    r"accurac(?:y|ies)|precisions?|recalls?|sensitivity|specificity|F1|AUC|ROC-AUC|AUROC|AUPRC|m?AP"
    r"|m?IoU|Dice|DSC|SSIM|kappa|correlations?|coefficients?|C-index|similarity|R²|success rate"
    r"|BLEU|BERTScore|LPIPS|PDMS|NDS|(?:NDCG|R|P|Recall|Precision|Hits?|Pass|mAP|MRR|Acc)@[0-9]+|MRR"
)
_OPINION = r"(?:mean )?opinion scores?|(?:UT|DNS|[NSQ]-?)?MOS"
_UNBOUNDED = (
    r"PSNR|g?FID|FVD|RMSE|MAE|MSE|perplexity|WER|CER|Elo|speed-?ups?"
    r"|scores?|errors?|ratio|distance|gains?|improvements?|increases?|reductions?|factor|exponent"
)
NAMED = re.compile(
    rf"(?<![\w-])(?:(?P<bounded>{_BOUNDED})|(?P<opinion>{_OPINION})|(?P<other>{_UNBOUNDED}))"
    r"(?:[ -]?(?:scores?|values?|coefficients?))?(?: \([A-Za-z0-9@. -]{1,20}\))?"
    r"(?: of| to| by| is| was|:| =)(?: only| just| up to)? ?$",
    re.IGNORECASE,
)
