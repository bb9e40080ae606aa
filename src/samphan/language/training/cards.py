"""Model cards: what a model is, what it was made from, what it is worth and where it fails, from what was measured."""

import json
import textwrap
from pathlib import Path

from samphan.language.sentiment.card import FILE as RELIABILITY
from samphan.language.sentiment.priors import default_prior
from samphan.language.training.measuring import (
    EVEN,
    FOLDS,
    UNLABELLED,
    Measured,
    measured_english,
    measured_social,
    measured_thai,
)
from samphan.language.training.trainer import (
    ENGLISH_FILE,
    SOCIAL_FILE,
    THAI_FILE,
    Lesson,
    english_lesson,
    social_lesson,
    thai_lesson,
)

_WIDTH = 118
_LIMITS = (
    'Sarcasm, and laughter ("555") in angry text, are often read as they stand. Pictures, the '
    "message answered and what "
    "both sides know are not seen.",
    "A text is read whole: praise and complaint in one text become one label, usually that of the stronger half.",
    "Which mix of labels is assumed matters more than the model: read with `with_prior`, and let "
    "each channel's own texts "
    "correct the mix. Probabilities are calibrated only under the right mix.",
    "Made for Thai and English. Other languages are not refused here but by the reader, which calls them unknown.",
    "Not made for judging people: agents, employees or customers should not be scored by it.",
)


def card_files(data: Path, *, made: dict[str, bytes]) -> dict[str, str]:
    """Return the model cards by name; `made` are the files of `train`. Takes minutes. Raises DataMissing.

    Beside them the points of both reliability diagrams, which the product shows until a firm has judged texts of its
    own; they are shipped in `language/data`.
    """
    thai, english = measured_thai(data), measured_english(data)
    return {
        "sentiment-th.md": _thai_card(thai, thai_lesson(data), made[THAI_FILE]),
        "sentiment-th-social.md": _social_card(*measured_social(data), social_lesson(data), made[SOCIAL_FILE]),
        "sentiment-en.md": _english_card(english, english_lesson(data), made[ENGLISH_FILE]),
        RELIABILITY: _points({"th": thai, "en": english}),
    }


def _points(measured: dict[str, Measured]) -> str:
    points = {
        language: [[round(one.confidence, 4), round(one.accuracy, 4), one.count] for one in found.points]
        for language, found in measured.items()
    }
    return json.dumps(points) + "\n"


def _thai_card(found: Measured, lesson: Lesson, made: bytes) -> str:
    shift = {name: f"{100 * share:.1f} %" for name, share in found.shift.items()}
    survey = " / ".join(f"{100 * share:.0f}" for share in default_prior("survey"))
    sources = (
        "Wisesight Sentiment Corpus (PyThaiNLP, CC0-1.0), train and validation splits: "
        f"{len(lesson.found.texts):,} social "
        "messages of 2016 to 2019, labelled by people. Its test split was neither used nor seen.",
        f"{len(lesson.own.texts):,} sentences of our own grammar (`language/training/grammar_th.toml`), Apache-2.0.",
        "PyThaiNLP's word list (CC0-1.0) cuts the words.",
    )
    return "\n".join(
        [
            *_head("Thai", THAI_FILE, made, lesson, "words, word pairs and negated words"),
            "## Data",
            *map(_item, sources),
            "",
            f"## Figures, {FOLDS}-fold cross-validation on Wisesight",
            _text(f"n = {found.count:,}; intervals are 95 % (Wilson). Rounding to bytes is part of what was measured."),
            "",
            *_figures(found),
            "",
            "## When the labels come in another mix",
            _text(
                f"Messages drawn again to a survey's mix. Right without knowing: {shift['none']}. After "
                f"{UNLABELLED} texts "
                f"without labels: {shift['unlabelled']} from the mix of social messages, {shift['survey']} from "
                "the default "
                f"of surveys ({survey} %, which is near the mix drawn). Told the mix: {shift['known']}."
            ),
            "",
            *_limits("Trained on social media: long complaints about one business are rarer there than in surveys."),
        ]
    )


def _social_card(folds: Measured, validation: Measured, lesson: Lesson, made: bytes) -> str:
    return "\n".join(
        [
            *_head("Thai on social media", SOCIAL_FILE, made, lesson, "words, word pairs and negated words"),
            _text(
                "Reads mentions (the channel `social`) only. What customers write to a firm is read by "
                "[the other Thai table](sentiment-th.md), which our own sentences of customers have taught, too: on "
                "messages of social media they cost half a point and more."
            ),
            "",
            "## Data",
            _item(
                f"Wisesight Sentiment Corpus (PyThaiNLP, CC0-1.0), train and validation splits: {folds.count:,} social "
                "messages of 2016 to 2019, labelled by people. Its test split was neither used nor seen."
            ),
            _item("PyThaiNLP's word list (CC0-1.0) cuts the words."),
            "",
            f"## Figures, {FOLDS}-fold cross-validation",
            _text(f"n = {folds.count:,}; intervals are 95 % (Wilson). Rounding to bytes is part of what was measured."),
            "",
            *_figures(folds),
            "",
            "## Figures, the official validation split",
            _text(f"n = {validation.count:,}, read by a table fitted in the same way on the train split alone."),
            "",
            *_figures(validation),
            "",
            *_limits("Trained on social media of one country and four years: slang and products have moved since."),
        ]
    )


def _english_card(found: Measured, lesson: Lesson, made: bytes) -> str:
    sources = (
        "Sentences of Hutto and Gilbert (ICWSM 2014; MIT, Copyright (c) 2016 C.J. Hutto): "
        f"{len(lesson.found.texts):,} of "
        "product reviews, tweets, film reviews and news; the mean of ten people's scores, cut at 0.8 "
        "and -0.8. Split by "
        "document.",
        f"{len(lesson.valence):,} words and signs with their strength, derived from VADER's list (the "
        "same licence); they "
        "travel in the file.",
        f"{len(lesson.own.texts):,} sentences of our own grammar (`language/training/grammar_en.toml`), "
        "Apache-2.0. Only "
        "they teach questions.",
    )
    return "\n".join(
        [
            *_head(
                "English", ENGLISH_FILE, made, lesson, "words, word pairs, negated words and a list of strong words"
            ),
            "## Data",
            *map(_item, sources),
            "",
            "## Figures, held-out sentences",
            _text(
                f"n = {found.count:,}, of documents not trained on; three labels, no questions among them; "
                "intervals are "
                "95 % (Wilson)."
            ),
            "",
            *_figures(found),
            "",
            *_limits(
                "Trained on news and reviews of films and electronics, not surveys; questions were learnt from made "
                "sentences only."
            ),
        ]
    )


def _head(language: str, name: str, made: bytes, lesson: Lesson, features: str) -> list[str]:
    return [
        f"# Sentiment, {language}",
        "",
        f"`language/data/{name}`, {len(made):,} bytes. Written by `samphan language train --measure`; do not edit.",
        "",
        _text(
            f"A logistic regression and one on naive-Bayes log ratios, averaged, over hashed character 1-"
            f"{lesson.layout.longest}-grams, {features}; 2^{lesson.layout.char_bits} + "
            f"2^{lesson.layout.word_bits} places "
            "in signed bytes. Gives negative, neutral, positive and question at equal priors."
        ),
        "",
    ]


def _figures(found: Measured) -> list[str]:
    labels = ", ".join(f"{label} {100 * score:.1f}" for label, score in found.by_label.items())
    even = f"{100 * found.even_micro:.1f} / {100 * found.even_macro:.1f}"
    return [
        "| | |",
        "|---|---|",
        f"| right (micro-F1) | {found.micro} |",
        f"| macro-F1 | {100 * found.macro:.1f} |",
        f"| right / macro-F1 with the mix {100 * EVEN:.0f} % nearer to even | {even} |",
        f"| F1 by label | {labels} |",
        f"| negative from positive | {found.polar} |",
        f"| right on the surer half | {found.surest_half} |",
        f"| calibration error (15 bins) | {found.calibration_error:.3f} |",
    ]


def _limits(own: str) -> list[str]:
    return ["## Limits", *map(_item, (*_LIMITS, own)), ""]


def _text(paragraph: str, *, hanging: str = "") -> str:
    return textwrap.fill(paragraph, _WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _item(text: str) -> str:
    return _text(f"- {text}", hanging="  ")
