"""A core to listen for Slack: it keeps what comes, and answers as it is told."""

from bot.errors import ChatError
from bot.messages import (
    Argument,
    Button,
    Card,
    CommandSpec,
    Event,
    Handle,
    Message,
    Opened,
    PlaceChanged,
    Reaction,
    Reply,
    User,
)

HELLO = Message("hello")
PAPER = Card("A title", "One sentence.", "https://arxiv.org/abs/2603.1", footer="A. Lovelace")
DIGEST = Message(
    "1 new paper",
    (Card("1 new paper"), Card("Ref-DGS", buttons=(Button("Details", "paper.details", "7"),))),
)
SPECS = (
    CommandSpec("paper", "Find", (Argument("topic", "what", required=True),)),
    CommandSpec("digest now", "Post"),
    CommandSpec("digest subscribe", "Begin", (Argument("wanted", "what"),), timed=True),
    CommandSpec("explain", "Explain", (Argument("text", "what"),), shortcut="Explain this paper"),
)
ANNA = User("U01", "anna", can_manage=True)
NAMELESS = User("U01", "U01", can_manage=True)  # events bring no names


class Core:
    """Stands for the router: keeps events, and answers them `private`ly with `answers`."""

    def __init__(self, *answers: Message, private: bool = True) -> None:
        self.answers, self.private = answers or (Message("an answer"),), private
        self.events: list[Event] = []
        self.handles: list[Handle] = []
        self.errors: list[Exception] = []
        self.done = 0

    async def __call__(self, event: Event, reply: Reply) -> None:
        self.events.append(event)
        try:
            if isinstance(event, Opened):
                self.handles.append(await reply(Message("page", (_page(event),))))
            elif not isinstance(event, Reaction | PlaceChanged):  # nobody is answered
                for answer in self.answers:
                    self.handles.append(await reply(answer, private=self.private))
        except ChatError as error:
            self.errors.append(error)
        self.done += 1


def _page(event: Opened) -> Card:
    """The places that may be changed have a button."""
    places = [place for place, may in event.places.items() if may]
    place = places[0] if places else None
    buttons = (Button("Pause", "place.pause"),) if place else ()
    return Card("Your channels", place=place, buttons=buttons)
