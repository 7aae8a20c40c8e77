"""Words that stand for one another in summaries of papers, and words that say little."""

# The first word of each group names it. Directions (more, less, better) have their own rules:
# here they only must not look like inventions.
GROUPS = (
    "use employ utilize leverage exploit apply adopt harness application usage reuse via through",
    "show demonstrate reveal find indicate confirm prove verify establish observe report suggest",
    "propose introduce present develop design create"
    " describe offer contribute novel new build make",
    "method approach technique framework scheme procedure strategy methodology paradigm pipeline",
    "system platform tool toolkit suite software",
    "reach achieve attain obtain get yield deliver accomplish succeed success gain win",
    "keep preserve maintain retain remain stay intact unchanged",
    "test evaluate assess examine evaluation"
    " benchmark measure experiment assessment validate trial",
    "study investigate explore analyze analysis survey review research look inspect",
    "big large great huge massive substantial considerable vast extensive",
    "small little tiny compact minor lightweight modest",
    "fast quick rapid speed speedup accelerate acceleration latency swift converge",
    "slow sluggish",
    "cheap efficient economical inexpensive cost costly expensive budget",
    "error mistake fault failure wrong incorrect erroneous misstep flaw",
    "correct accurate right accuracy precise exact",
    "hard difficult challenge challenging difficulty struggle tough complex complicated obstacle",
    "easy simple straightforward plain",
    "lack miss absent absence without missing shortage gap",
    "need require demand necessitate must",
    "enough sufficient suffice adequate",
    "people person human user participant individual manual hand man",
    "doctor clinician physician radiologist clinical medical",
    "patient subject",
    "word token term lexical",
    "picture image photo photograph visual vision",
    "film video clip footage movie",
    "speech spoken voice utterance talk speaker audio acoustic sound",
    "answer response reply respond",
    "question query ask prompt",
    "write author generate generation produce synthesize synthetic generative compose artificial",
    "train learn training trained pretrain pretrained finetune tune fine tuning",
    "untrained unseen zero unknown seen",
    "many multiple numerous several various diverse varied multi different variety range",
    "few handful scarce limited low",
    "combine merge integrate fuse unify join unite couple together integration fusion incorporate",
    "split divide decompose partition separate decomposition segment break modularize",
    "choose select pick selection choice",
    "judge critique criticize rate score grade rank",
    "remove drop delete discard prune eliminate omit filter exclude",
    "add insert append include supplement contain comprise consist cover span",
    "connect link relate associate relation correlate tie bind association relationship",
    "compare contrast comparison versus relative comparable against competitive rival competitor",
    "match equal same identical equivalent par resemble similar alike comparably likewise",
    "baseline baselines competing existing previous prior"
    " earlier conventional traditional usual today past",
    "important crucial critical key essential vital"
    " main central core principal major dominant matter",
    "effect impact influence affect consequence shape",
    "cause lead bring induce trigger result because due",
    "explain account explanation interpret interpretable interpretability",
    "predict forecast estimate prediction anticipate estimation",
    "detect identify recognize discover spot"
    " recognition detection find locate localization distinguish",
    "classify categorize categorization class category sort label taxonomy",
    "understand comprehend comprehension understanding insight",
    "safe secure safety security",
    "attack adversarial jailbreak threat exploit malicious",
    "defend protect guard defense protection mitigate"
    " curb limit suppress prevent reduce alleviate counter",
    "open public publicly available release released free shared openly share",
    "fake deepfake forged synthetic counterfeit",
    "real actual true genuine authentic realistic",
    "wide broad",
    "long lengthy extended prolonged longer wordy verbose",
    "short brief concise",
    "strong robust powerful robustness resilient reliable strength strengthen sturdy",
    "weak fragile brittle weaken",
    "whole entire complete full total end overall fully completely",
    "part portion fraction piece component subset element module submodule half share",
    "step stage phase round iteration turn",
    "layer level tier hierarchical hierarchy",
    "frequent often common usual typical regular routine frequently commonly usually",
    "country nation national",
    "child kid children infant pediatric",
    "area field domain region discipline",
    "place site location position spot",
    "time hour day duration temporal period",
    "memory storage footprint",
    "compute computation computational computing calculation calculate compute",
    "game play win match",
    "text language linguistic textual verbal document natural",
    "code program coding programming software implementation implement programmer",
    "robot robotic manipulation embodied",
    "drive driving vehicle car autonomous automotive",
    "network net neural",
    "disease illness disorder pathology condition",
    "cell cellular",
    "tumor cancer carcinoma tumour malignancy",
    "view viewpoint perspective angle",
    "place put",
    "shift change vary variation modify alter alteration differ switch move",
    "goal aim objective target purpose intend",
    "help assist aid support facilitate enable allow let permit",
    "guide steer direct control guidance steering",
    "fix repair correct resolve mend solve address tackle overcome handle deal solution remedy",
    "reason reasoning logic logical inference think thinking",
    "know knowledge known",
    "example instance sample demonstration case point",
    "agent assistant autonomous agentic",
    "world environment environmental setting scene scenario",
    "move motion movement dynamic moving",
    "shape geometry geometric form",
    "space spatial",
    "three triple threefold",
    "group cluster set collection pool family",
    "rule constraint principle",
    "structure architecture structural organization",
    "feature attribute property characteristic",
    "worldwide global globally international",
    "harm hurt damage degrade loss sacrifice compromise",
    "near close adjacent",
    "best top highest superior optimal leading state art sota",
    "trust trustworthy reliable reliability",
    "clear obvious evident clearly apparent",
    "search retrieve retrieval lookup",
    "start begin initial initially",
    "stop halt cease",
    "extra additional further supplementary more",
    "ignore overlook neglect disregard",
    "depend rely rest dependence reliance based",
    "fill interpolate interpolation",
    "trade balance tradeoff",
    "fair unbiased fairness",
    "expert specialist professional practitioner",
    "shrink compress compression condense",
    "consistent coherent consistency coherence",
    "detail fine grained detailed granular granularity",
    "merge mix mixture blend hybrid",
    "transfer carry generalize generalization extend",
    "redundant unnecessary needless superfluous irrelevant",
    "buy purchase",
    "sell sale",
    "theory theoretical theoretically",
    "practice practical",
    "autonomy autonomous",
    "stance opinion view attitude",
    "polite politeness courteous",
    "return give provide output",
    "instead rather",
    "quality fidelity",
    "trace path trajectory",
    "rate ratio proportion percentage",
    "open-source opensource",
)
_GENERIC = """
    method system model paper study author result performance task data dataset experiment use
    show propose reach test art state existing baseline previous prior recent current work way
    approach many several various different new first second third one two three four five six
    seven eight nine ten other both each such certain general overall also thus hence still even
    just only mere well much more most less least fewer better best worse worst high higher highest
    low lower lowest large larger small smaller big great good bad strong significant significantly
    substantial considerable notable effective effectively efficient efficiently improve improvement
    increase reduce reduction decrease raise rise fall drop gain boost enhance enhancement cut grow
    outperform beat exceed surpass superior superiority ahead behind above below over under keep
    compare need require enable allow help make take give provide offer include become consider
    address handle deal problem issue challenge limit limitation goal key main important able
    capability ability potential benefit advantage set number amount value level case type kind form
    process example average relative respectively total compared against among across within
    between without beyond while whereas however although despite instead rather than then than
    them they their there these those this that which who whose what when where how why not no nor
    never none cannot can could may might must should would will shall do does did done be is are
    was were been being have has had having a an the and or but if so as at by for from in into of
    off on onto out per to up upon via with about around after before again all any every some few
    it its we our us i you your he she his her here further additional yet too very already often
    typically usually sometimes mainly mostly largely highly clearly particularly especially namely
    percent point time llm llms ai
"""
_EMPTY = """
    a an the and or but if so as at by for from in into of off on onto out per to up upon via with
    about after before again it its we our us i you your he she his her here they them their this
    that these those which who whose what when where how why is are was were be been being have has
    had having do does did done can could may might must should would will shall than then also
    thus hence while whereas however although despite there such each both other one all any some
    not no nor never very too yet just only even still because between through during
"""
GENERIC = frozenset(_GENERIC.split())
"""Words that any summary has: they prove little."""
EMPTY = frozenset(_EMPTY.split())
"""Words that carry nothing of their own."""
