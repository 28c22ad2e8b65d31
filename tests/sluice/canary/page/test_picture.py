"""The picture for chats."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib import image

from sluice.canary.page.picture import HEIGHT_PIXELS, WIDTH_PIXELS, draw
from tests.sluice.canary.page import worlds

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAD, GOOD = (0xA8, 0x32, 0x0F), (0x00, 0x69, 0x4E)


def pixels(name: str) -> NDArray[np.uint8]:
    told = getattr(worlds, name)()
    read = image.imread(io.BytesIO(draw(told.release, told.events, now=told.now)), format="png")
    return np.round(read[:, :, :3] * 255).astype(np.uint8)


def count(found: NDArray[np.uint8], colour: tuple[int, int, int]) -> int:
    return int(np.all(found == np.array(colour, np.uint8), axis=2).sum())


@pytest.mark.parametrize(
    "name", ["good", "bad", "held", "gave_up", "eventful", "rehearsed", "new", "untouched", "day"]
)
def test_every_release_has_a_picture_of_one_size_that_is_not_blank(name: str) -> None:
    found = pixels(name)
    assert found.shape == (HEIGHT_PIXELS, WIDTH_PIXELS, 3)
    packed = found.astype(np.int64) @ np.array([65536, 256, 1])
    assert len(np.unique(packed)) > 50


def test_the_title_has_the_verdicts_colour() -> None:
    top = slice(0, 70)
    assert count(pixels("bad")[top], BAD) > 500
    assert count(pixels("good")[top], GOOD) > 500
    assert count(pixels("good")[top], BAD) == 0


def test_odd_words_are_drawn_as_they_are() -> None:
    told = worlds.bad()
    failure = told.release.failure
    assert failure is not None
    odd = failure.model_copy(update={"sentence": "$\\frac{1}{0$ <b>&\n" * 40})
    release = told.release.model_copy(update={"failure": odd, "service": "$x_"})
    assert draw(release, told.events)
