"""The image table."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from lab.ecs.images import BadImage, Image, ImageTable, parse

ROOT = Path(__file__).resolve().parents[3]
DIGEST = f"sha256:{'a' * 64}"


def test_the_images_that_the_stacks_deploy_are_in_it() -> None:
    table = ImageTable()
    for stack in ("dev", "stage", "prod"):
        text = (ROOT / "stacks" / f"{stack}.py").read_text()
        (digest,) = re.findall(r"image_digest=\"(sha256:[0-9a-f]{64})\"", text)
        image = table.find(digest)
        assert image is not None
        assert image.environment["APP_VERSION"] == image.version


def test_an_image_without_a_program_is_the_sample() -> None:
    image = parse({"version": "2.0.0"})
    assert image.program() == [sys.executable, "-m", "lab.sample", "serve"]
    assert image.environment == {"APP_VERSION": "2.0.0"}


def test_a_container_replaces_the_command_or_the_whole_program() -> None:
    image = Image("1", ("/enter",), ("default",))
    assert image.program(command=["migrate"]) == ["/enter", "migrate"]
    assert image.program(["/other"]) == ["/other"]
    assert image.program(["/other"], ["word"]) == ["/other", "word"]


def test_a_later_image_of_a_digest_replaces_the_earlier() -> None:
    table = ImageTable()
    table.add(DIGEST, Image("1"))
    table.add(DIGEST, Image("2"))
    found = table.find(DIGEST)
    assert found is not None
    assert found.version == "2"


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("text", "an image is a JSON object"),
        ({"version": "1"}, "no image digest"),
        ({"digest": "sha256:12", "version": "1"}, "no image digest"),
        ({"digest": DIGEST}, "an image is an object such as"),
        ({"digest": DIGEST, "version": "1", "tag": "x"}, "no tag"),
        ({"digest": DIGEST, "version": "1", "command": "serve"}, "command must be a list"),
        ({"digest": DIGEST, "version": "1", "environment": {"A": 1}}, "environment must be"),
    ],
)
def test_a_wrong_entry_is_refused_in_one_sentence(document: object, what: str) -> None:
    with pytest.raises(BadImage, match=what):
        ImageTable().add_document(document)
