"""``python -m app.translations.collect``: bring both catalogues up to date, and list what lacks Chinese.

Views and templates say what there is to translate.
A sentence is its own key and its own English. New ones are added, those that nobody says any more go.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("zh", "en")
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None}

_HEAD = """# Sentences of 镇治; `python -m app.translations.collect` keeps the list.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def spoken() -> set[str]:
    """Every sentence of the views and templates."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(FOLDER.parent), methods, options, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found if isinstance(message, str) and message}


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    content = _path(language).read_bytes()
    return read_po(BytesIO(content), locale=language)


def _path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def collect(language: str) -> Iterator[str]:
    """Rewrite a catalogue; give the sentences that lack a translation."""
    old, fresh = catalogue(language), Catalog(locale=language)
    for sentence in sorted(spoken()):
        had = old.get(sentence)
        text = str(had.string) if had is not None else ""
        fresh.add(sentence, text or (sentence if language == "en" else ""))
        if not text and language != "en":
            yield sentence
    written = BytesIO()
    write_po(written, fresh, width=0, sort_output=True, omit_header=True)
    _path(language).write_bytes(_HEAD.format(language=language).encode() + written.getvalue())


if __name__ == "__main__":
    lacking = [f"{language}: {sentence}" for language in LANGUAGES for sentence in collect(language)]
    sys.stdout.write("".join(f"{line}\n" for line in lacking))
    sys.exit(bool(lacking))
