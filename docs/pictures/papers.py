"""The papers of the pictures: none of them was ever written.

No month has so many papers that arXiv would give out these ids.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, product

from bot.models import Announcement, Paper
from tests.fakes import TODAY

EARLIER = TODAY - timedelta(days=14)
ANNOUNCED = 41  # today, in cs.CV

# On “gaussian splatting”: three in their titles, one in its abstract alone.
_SPLATTING = (
    Paper(
        "2603.99104",
        "Leaves in the Wind: Gaussian Splatting of Plants That Never Hold Still",
        "A branch that moves between two photographs turns into fog when a garden is "
        "reconstructed. We propose a splatting method that gives each twig one small spring, so "
        "that a whole hedge sways with a handful of numbers. The springs are fitted along with "
        "the colours, from one walk around the plant with a phone. On 24 gardens filmed in light "
        "and in strong wind, our method improves the PSNR of new views by 2.7 dB. Training "
        "fits on a consumer graphics card.",
        ("Marta Eklund", "Tomás Iriarte", "Huimin Zhou", "Paul Okafor"),
    ),
    Paper(
        "2603.99117",
        "How Many Gaussians Does a Room Need? Pruned Gaussian Splatting for Phones",
        "Rooms made of splats look real and weigh more than a phone will load. We introduce a "
        "pruning rule that removes a Gaussian once its neighbours can take over its colour "
        "within what the eye tells apart. The rule needs no training data and runs once, after "
        "the reconstruction. Pruned rooms load 12 times faster and keep their small text legible.",
        ("Jonas Brandl", "Aiko Serizawa"),
        code="https://example.org/pruned-rooms",
    ),
    Paper(
        "2603.99131",
        "Behind the Pane: Gaussian Splatting of Shop Windows and the Street They Mirror",
        "A pane of glass shows two worlds at once, and a reconstruction that knows only one puts "
        "the street into the shop. We present a model with two sets of Gaussians, one behind the "
        "glass and one mirrored in it, told apart by how they move when the camera moves. The "
        "plane of the glass is found along the way, without a mask or a filter on the lens. On "
        "18 shop fronts, the model reduces the error of the recovered depth by 38%.",
        ("Leila Haddadi", "Sven Ostrowski", "Priya Raghunath", "Daniel Mbeki", "Inés Calvo"),
    ),
    Paper(
        "2603.99126",
        "Mapping a Salt Mine with Four Cheap Cameras",
        "We describe how a salt mine was mapped on foot, with four cameras and a lamp. Where the "
        "walls glitter, Gaussian splatting keeps their outline and stereo matching loses it.",
        ("Katarzyna Lis", "Owen Pritchard"),
    ),
)
# “Event” and “cameras” stand there, far apart.
_SCATTERED = Paper(
    "2603.99108",
    "Counting Trams from a Kitchen Window",
    "We count the trams of a line with two old cameras behind a window. A tram that both of them "
    "miss is rare. Each event is checked against the timetable of the day.",
    ("Filip Novotny", "Renate Aigner"),
)
_CALIBRATION = (
    Paper(
        "2603.99122",
        "Camera Calibration from the Flicker of Ceiling Lamps",
        "A camera in a warehouse hangs where nobody holds up a chequerboard. We propose to "
        "calibrate cameras from the ceiling lamps, which flicker in a row as the shutter rolls "
        "over them. Half a second of video is enough.",
        ("Giulia Ferrante", "Bram Kuiper", "Naoko Ishida", "Samuel Abebe"),
    ),
    Paper(
        "2603.99139",
        "Any Bookshelf Will Do: Camera Calibration from Things of Known Size",
        "Some things have the same size all over the world. We present a method that finds "
        "paperbacks, bricks and drink cans in a picture and works out the lens from them.",
        ("Nadia Benali", "Erik Solheim"),
    ),
)
_EARLIER = Paper(
    "2602.99087",
    "Do Robots Notice When Their Camera Calibration Is Off?",
    "A knock is all it takes, and a robot grasps beside the cup. We study nine robots whose "
    "cameras were turned by a degree in secret, and show which of their errors give it away.",
    ("Ewa Lindqvist", "Rahul Menon"),
)
_TASKS = ("Segmenting", "Tracking", "Detecting", "Describing", "Denoising", "Ranking", "Matching")
_THINGS = ("Clouds", "Handwriting", "Road Signs", "X-Rays of Hands", "Herds of Sheep", "Maps")
_NAMES = ("Ana Ruiz", "Ben Falk", "Chloé Martin", "Deniz Kaya", "Emil Borg")


def announced() -> list[Announcement]:
    """What came today, and one paper a fortnight ago."""
    told = (*_SPLATTING, _SCATTERED, *_CALIBRATION)
    rest = islice(_others(), ANNOUNCED - len(told))
    return [
        *(_told(each, ("cs.CV",), TODAY) for each in (*told, *rest)),
        _told(_EARLIER, ("cs.RO",), EARLIER),
    ]


def _others() -> Iterator[Paper]:
    for number, (task, thing) in enumerate(product(_TASKS, _THINGS)):
        yield Paper(
            f"2603.{99200 + number}",
            f"{task} {thing} with Few Labels",
            f"We study the {task.lower()} of {thing.lower()} where labels are few.",
            (_NAMES[number % len(_NAMES)],),
        )


def _told(paper: Paper, categories: tuple[str, ...], day: date) -> Announcement:
    its = replace(paper, categories=categories, announced=day)
    return Announcement(its, categories[0], "new", day)
