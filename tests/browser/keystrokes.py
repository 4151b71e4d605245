"""How long a practised hand needs for a form on a phone, counted from what it does (keystroke-level model).

Times in seconds. Pointing and thinking are those of Card, Moran and Newell (1980). Typing on a phone is 36 words of five
strokes a minute (Palin et al. 2019, 37,000 people). A Chinese character by pinyin is taken as five strokes: its letters
and its share in choosing the word. Reading is 255 characters a minute (IReST, Trauzettel-Klosinski and Dietz 2012).
What is read are the headings, labels and buttons on the way and the page to check, not the help that may be opened.
"""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

POINT, THINK, STROKE, READ_CHARACTER = 1.1, 1.35, 60 / (36 * 5), 60 / 255
STROKES_OF_A_CHARACTER = 5
TAKE_PHOTO = 15.0  # the camera opens, the document is laid down, one picture, "use"
LOAD = 1.5  # a page over a mobile network


@dataclass
class Hand:
    page: Page
    taps: int = 0
    fields: int = 0
    strokes: int = 0
    photos: int = 0
    screens: int = 1
    read: list[str] = field(default_factory=list)

    def _tap(self, at: Locator, words: str) -> None:
        self.taps += 1
        self.read.append(words)

    def type(self, label: str, text: str) -> None:
        at = self.page.get_by_label(label)
        at.fill(text)
        self._tap(at, label)
        self.fields += 1
        self.strokes += sum(1 if char.isascii() else STROKES_OF_A_CHARACTER for char in text)

    def choose(self, label: str, choice: str) -> None:
        at = self.page.get_by_label(label)
        at.select_option(label=choice)
        self._tap(at, label)
        self._tap(at, choice)
        self.fields += 1

    def photograph(self, label: str, picture: Path) -> None:
        at = self.page.get_by_label(label)
        at.set_input_files(picture)
        self._tap(at, label)
        self.fields += 1
        self.photos += 1

    def press(self, button: str) -> None:
        at = self.page.get_by_role("button", name=button)
        self._tap(at, button)
        at.click()
        self.screens += 1
        self.read.append(self.page.get_by_role("heading", level=1).inner_text())

    def look_through(self, parts: Locator) -> None:
        """Everything that is to be seen there; words for screen readers only are not."""
        self.read += parts.evaluate_all(
            """all => all.map(part => {
                const unseen = [...part.querySelectorAll('.visually-hidden')];
                unseen.forEach(at => { at.hidden = true; at.className = ''; });
                return part.innerText.replace(/\\s/g, '');
            })"""
        )

    @property
    def seconds(self) -> float:
        return (
            self.taps * (POINT + THINK)
            + self.strokes * STROKE
            + sum(map(len, self.read)) * READ_CHARACTER
            + self.photos * TAKE_PHOTO
            + self.screens * LOAD
        )
