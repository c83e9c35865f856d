"""The phrases of the rows that the bench writes itself: {o} an object, {n} a made-up name, {t} a time, {c} a number."""

COMPLAINTS: dict[str, list[str]] = {
    "billing": [
        "the invoice for {o} shows {c} euros more than the price we agreed on {t}",
        "{n} charged my card twice for the same {o}",
        "I was promised a refund of {c} for the {o} and nothing has reached my account since {t}",
        "why does my statement list a fee of {c} that nobody mentioned when I bought the {o}",
        "the discount code from {n} was accepted but the total stayed at {c}",
        "please correct the tax on order {c}, it was computed for the wrong country",
        "your reminder asks {c} for a {o} that I paid {t} in cash",
        "I cancelled the plan {t} yet another {c} was taken for it",
        "how can a {o} cost {c} on the website and twice that at the till in {n}",
        "the receipt names {n} as the buyer, my tax office will not take that",
    ],
    "delivery": [
        "the parcel with my {o} has been sitting in the {n} depot since {t}",
        "the courier left the {o} in the rain although somebody was at home",
        "tracking number {c} has not moved since {t}",
        "half of the shipment from {n} is missing, only the {o} arrived",
        "my {o} was sent to the old address in {n} even though I changed it {t}",
        "the driver rang the neighbour and went away with the {o}",
        "nobody came {t} between nine and noon, and I took a day off for the {o}",
        "a box of {c} screws turned up here, the {o} must be with someone else",
        "your van blocked our yard in {n} and still did not unload the {o}",
        "is there a way to have the {o} brought {t} instead of {t}",
    ],
    "quality": [
        "the {o} cracked after {c} days of gentle use",
        "paint comes off the {o} and the seam near the handle is crooked",
        "this {o} from {n} smells of glue and rattles when it is carried",
        "the battery of the {o} dies {t} and will not take a charge",
        "for something that cost {c} the {o} feels thin and wobbly",
        "the zip jammed, the lining tore, and {n} calls that normal wear for a {o}",
        "one leg of the {o} is shorter, it tips as soon as you lean on it",
        "I screwed the {o} together by the leaflet and three holes do not meet",
        "it hums so loudly that my {o} can be heard in the next room",
        "the colour is nothing like the picture, and the {o} stains our {o}",
    ],
    "praise": [
        "the {o} works better than the one I paid {c} for in {n}",
        "thank you {n}, the {o} reached us early and was wrapped with care",
        "my whole family fought over the {o} {t}, we need a second one",
        "I have owned the {o} for {c} months and it still looks new",
        "the lady from {n} on the telephone was patient and solved it in {c} minutes",
        "honestly the best {o} I have had, quiet, sturdy and pretty",
        "my father is eighty and set up the {o} without any help",
        "we took the {o} up to {n} in a storm and it never let us down",
        "what a kind idea to put a hand-written card beside the {o}",
        "ten out of ten for the {o}, {n} should charge more for it",
    ],
}
TAILS = [
    "that is the third time this year",
    "I attach a photo from {t}",
    "my number is on file at {n}",
    "we had guests and it was rather awkward",
    "I would have expected more from a shop in {n}",
    "the colleague before you could not tell",
    "no hurry, but I would like to hear from you {t}",
    "I wrote about it {t} already",
    "otherwise everything went smoothly with {n}",
    "my sister in {n} says the same",
    "the kids have named it {n}, which tells you everything",
    "I read the small print on page {c} and found no word about it",
    "please answer by letter, we have no signal in {n}",
    "last time a certain {n} at your desk was of great help",
    "perhaps the {o} I ordered {t} has to do with it",
    "I am not one to make a fuss",
    "by the way, do you also sell a {o}",
    "regards from a rainy {n}",
    "my order has the number {c}",
    "this happened {t}, just before we left for {n}",
]
TIMES = [
    "yesterday",
    "last Monday",
    "on the 4th",
    "before Easter",
    "this morning",
    "in early March",
    "after two weeks",
    "on Sunday",
]
QUESTIONS: dict[str, list[str]] = {
    "place": ["where is {n} located", "in which country does the river {n} end", "what is the capital of {n}"],
    "person": ["who founded {n}", "who wrote the novel {n}", "which painter was born in {n}"],
    "number": ["how many people live in {n}", "how tall is the tower of {n}", "how far is it from {n} to {n}"],
    "time": ["when was {n} built", "in which year did {n} become a republic", "when does the fair in {n} begin"],
    "meaning": ["what does the word {n} mean", "what is the meaning of {n} in music", "how do you define {n}"],
    "thing": ["what instrument does {n} play", "which animal stands on the flag of {n}", "what do they brew in {n}"],
}


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


ADJECTIVES = words("green folding electric wooden tiny second-hand heavy ceramic blue woollen portable antique steel")
OBJECTS = words(
    "kettle lamp bicycle rucksack armchair drill blender tent violin printer toaster curtain mattress camera "
    "saddle radio bookshelf heater jacket microscope suitcase ladder teapot keyboard scooter carpet clock mirror "
    "stove fan"
)
HEDGES = words(
    "frankly indeed perhaps sadly really again rather somehow simply surely oddly clearly mostly nearly nicely "
    "finally gladly quietly barely usually kindly luckily maybe slowly still once twice often always never quite "
    "badly truly evidently possibly certainly however meanwhile apparently honestly eventually normally "
    "thankfully curiously anyway"
)
ONSETS = words("b br c ch d dr f fl g gr h j k kl l m n p pl qu r s st t tr v w z")
NUCLEI = words("a e i o u ai ea io ou")
CODAS = ["", "", "l", "n", "r", "s", "m", "nd", "rt", "x"]
