"""Words that say which way things go, what is wanted, and what is denied."""

from bot.text.words import stem


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def stems_of(text: str) -> frozenset[str]:
    """The words of a text, and their stems."""
    return frozenset(form for word in text.split() for form in (word, stem(word)))


PLACED = listed("by to from than on in at over under across for with of when as")
"""Words that begin no object: what goes up or down stands before."""
MORE = stems_of("""
    increase raise rise rose risen grow grew gain boost more higher greater larger surge climb
    exceed surpass expand longer heighten amplify elevate elevated growth bigger enlarge lengthen
""")
LESS = stems_of("""
    decrease reduce reduction lower drop fall fell fallen decline less fewer cut shrink shrank
    smaller diminish lessen halve shorten minimize slash lose lost shorter curtail
    compress dropped lowered saving
""")
BETTER = stems_of("""
    improve improvement enhance enhancement outperform beat exceed surpass better superior best
    superiority advance strengthen outdo win outpace ahead outscore
""")
WORSE = stems_of("""
    worsen degrade degradation underperform worse inferior worst deteriorate deterioration weaken
    hurt harm trail lag impair behind inferiority loses
""")
FASTER = stems_of(
    "faster accelerate speedup acceleration quicker quickly rapidly fast rapid sooner"
)
SLOWER = stems_of("slower decelerate slowdown slow slowly")
WANTED = stems_of("""
    accuracy accurate performance score success precision recall f1 auc auroc map miou iou dice
    ssim psnr bleu rouge quality robustness robust efficiency efficient reliability reliable
    generalization throughput fidelity coherence coherent stability consistency diversity
    succeed sensitivity capability effective effectiveness pass adhesion revenue win productivity
""")
UNWANTED = stems_of("""
    error wer cer latency cost costly memory overhead energy hallucination perplexity fid fvd
    lpips rmse mae mse toxicity bias delay failure forgetting expense degradation expensive noise
    risk mistake discrepancy redundancy time compute computation computational gap footprint
    requirement complexity tuning vulnerability hacking flop consumption budget
    overfitting drift hallucinate degradation drop artifact uncertainty inconsistency
""")
NOT = listed("not no never without cannot nor neither none hardly scarcely barely")
SOFT = frozenset({"without", "no", "hardly", "barely", "scarcely", "none"})
"""These may be said in other ways: without loss is kept."""
FAIL = stems_of("fail lack unable impossible absence absent missing")
LIMITING = stems_of("""
    limit limitation challenge challenging difficult difficulty rarely seldom ignore overlook
    neglect negligible instead rather unlike struggle poor weak scarce insufficient inadequate
    underexplored unexplored unclear exclude suffer few little hinder impede restrict incapable
    disregard beyond stop refuse deny reject unlikely incomplete prone suboptimal suboptimally
    stymie degrade collapse break vulnerable impossible impractical
    imprecise disagree disappear irrelevant mismatch misalign misaligned inaccurate inefficient
""")
"""Words that may say without a “not” what another says with one."""
KEEPING = stems_of("""
    preserve keep maintain retain remove avoid prevent mitigate minimal independent regardless
    unaffected eliminate bypass obviate alleviate overcome minor marginal agnostic despite
    reduce reduction decrease drop lose loss less fewer cut lower worse hurt cost vanish disappear
    problem however although gap bottleneck instead replace zero free intact stable only stop beyond
""")
"""Words that may say what another says with “without” or “no”."""
SAVING = stems_of("efficient efficiently economical economically lightweight compact cheap cheaply")
"""More of these is less of something."""
SLIGHT = listed("""
    minimal negligible marginal little slight slightly minimally marginally minor minimizing
    minimizes preventing prevents avoiding avoids
""")
"""Behind these a word that says which way something goes says little."""
PROBLEM = stems_of("""
    however often suffer although despite struggle limited lack fail hardly yet typically
    challenge difficult existing conventional traditional current underperform unfortunately
    impede hinder limitation bottleneck gap
""")
"""Words of sentences that say what is wrong with what there was before."""
NEGATIVE_STARTS = ("un", "non")
POSITIVE_UN = stems_of("""
    under understand understanding unit unite unify unified universal unique union until unless
    unimodal unsupervised uncertainty uniform unlearn underlying unlearning unseen underway unroll
    nonlinear nonparametric unlock unveil uncover unlabeled
    undergo undertake underwater undergraduate
    underpin underscore unary unconditional unpaired unified unification unifying unet unigram
""")
"""Words with such a start that deny nothing, or are said of themselves only."""


def is_not(text: str) -> bool:
    """Whether a word denies what stands behind it."""
    lower = text.lower()
    return lower in NOT or lower.endswith("n't")
