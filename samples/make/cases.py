"""The returned sample forms: what was answered, by which program, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from samples.make import people
from samples.make.people import LONG

IMPORTED, REVIEW = "imported", "needs-review"


@dataclass(frozen=True)
class Case:
    """One returned form.

    ``typed`` replaces what is typed into single fields (the person's spelling);
    ``doubtful`` maps fields that must be in review, and stay out of the values,
    to the finding codes (parted by blanks); ``others`` are error codes about the whole submission.
    """

    name: str
    what: str
    form: str
    answers: Mapping[str, Any]
    filler: str
    printer: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    token: str | None = None
    """The issue token, for forms that the office sent out (samples/issued.json)."""
    unshown: bool = False
    """Whether the page shows none of the texts that the fields hold."""
    read: bool = True
    """Whether import can tell the form and read it; else it waits for a person unread."""
    mixed_with: str | None = None
    """Token of another child's form whose last pages got into this file."""
    page_order: tuple[int, ...] = ()
    """Pages of the file, from 1, where some are missing or out of order."""

    @property
    def status(self) -> str:
        """What import must make of it."""
        return REVIEW if self.doubtful or self.others or self.unshown else IMPORTED


def changed(answers: dict[str, Any], **replaced: Any) -> dict[str, Any]:
    """Answers with dotted names (``__`` for the dot) replaced; ``None`` takes one away."""
    for path, value in replaced.items():
        *way, last = path.split("__")
        here: Any = answers
        for part in way:
            here = here[int(part)] if part.isdigit() else here.setdefault(part, {})
        if value is None:
            here.pop(last, None)
        else:
            here[last] = value
    return answers


def numbered(make: Callable[[], dict[str, Any]], name: str, date: str) -> dict[str, Any]:
    """The answers for another child, so that each file opens a case of its own."""
    return changed(make(), child__name=name, child__identity_number=people.made_up_number(date))


_N = people.notification

FILLED = [
    Case("anmalan-pypdf", "an ordinary notification", "orosanmalan", _N(), "pypdf"),
    Case("anmalan-pypdf-bare", "values without appearances", "orosanmalan",
         numbered(_N, "Maja Lundqvist", "20190707"), "pypdf-bare"),
    Case("anmalan-pdftk", "dates and phones as people write them", "orosanmalan",
         changed(_N(), child__name="Leo Björk", child__identity_number="2011-02-17"), "pdftk",
         typed={"reporter.phone": "+46 (0)70 174 06 08", "child.identity_number": "2011-02-17",
                "guardians.0.phone": "0046 70-174 06 06"}),
    Case("anmalan-qpdf", "an ordinary notification", "orosanmalan",
         numbered(_N, "Tuva Holm", "20140228"), "qpdf"),
    Case("anmalan-qpdf-visas-inte", "the appearances show none of the letters", "orosanmalan",
         numbered(_N, "Tova Holm", "20140301"), "qpdf-drawn", unshown=True),
    Case("anmalan-pdfium", "typed and clicked as in Chrome", "orosanmalan",
         numbered(_N, "Ines Dahl", "20170909"), "pdfium"),
    Case("anmalan-pdfjs", "saved as in Firefox", "orosanmalan",
         numbered(_N, "Alma Nyström", "20160102"), "pdfjs"),
    Case("anmalan-pdf-lib", "through a JavaScript e-service", "orosanmalan",
         numbered(_N, "Vera Sandin", "20180303"), "pdf-lib"),
    Case("anmalan-pdfbox", "through a Java case system", "orosanmalan",
         numbered(_N, "Otto Frisk", "20121005"), "pdfbox"),
    Case("anmalan-openpdf", "through another Java library", "orosanmalan",
         numbered(_N, "Astrid Wall", "20150505"), "openpdf"),
    Case("anmalan-mupdf", "filled in MuPDF", "orosanmalan",
         numbered(_N, "Hugo Palm", "20130606"), "mupdf"),
    Case("anmalan-akut", "acute, interpreter, siblings, co-signed", "orosanmalan",
         people.acute_notification(), "pdfjs"),
    Case("anmalan-akut-tveksam", "acute, and the child's number has a wrong check digit",
         "orosanmalan",
         changed(people.acute_notification(), child__name="Noor Haddad"), "pypdf",
         typed={"child.identity_number": "20170101-2394"},
         doubtful={"child.identity_number": "identity-checksum"}),
    Case("anmalan-gles", "hardly anything is known", "orosanmalan",
         people.sparse_notification(), "pdfbox"),
    Case("anmalan-alfabet", "Polish, Turkish, Ukrainian, Greek and Romanian names", "orosanmalan",
         people.other_alphabets(), "pypdf"),
    Case("anmalan-arabiska", "Arabic names, exact in the fields", "orosanmalan",
         changed(numbered(_N, "سمير حداد", "20150815"), guardians__0__name="رانيا حداد"), "pdfjs"),
    Case("anmalan-motsagelse", "a professional who wants to be anonymous", "orosanmalan",
         changed(numbered(_N, "Sixten Borg", "20140714"), reporter__anonymous=True), "pdftk",
         doubtful={"reporter.anonymous": "professional-anonymous"}),
    Case("anmalan-felaktigt-datum", "a date that is not in the calendar", "orosanmalan",
         numbered(_N, "Signe Ahl", "20160816"), "pdf-lib",
         typed={"notification.date": "2026-02-30"},
         doubtful={"notification.date": "date-unreadable"}),
    Case("anmalan-utan-beskrivning", "the one required answer is missing", "orosanmalan",
         changed(numbered(_N, "Folke Rask", "20180118"), concern__description=None), "pypdf",
         doubtful={"concern.description": "required-missing"}),
    Case("samtycke-pypdf", "partly, with what is excluded", "samtycke", people.consent(), "pypdf",
         token="consent-1"),
    Case("samtycke-pdfium", "partly, typed as in Chrome", "samtycke", people.consent(), "pdfium",
         token="consent-2"),
    Case("samtycke-utan-omfattning", "a yes without a scope is no consent", "samtycke",
         changed(people.consent(), decision="yes", exclusions=None,
                 scope={"collaborate_during_inquiry": False, "inform_of_outcome": False}),
         "pdftk", token="consent-3", others=("consent-without-scope",)),
    Case("samtycke-delvis-utan-undantag", "partly, but not what is excluded", "samtycke",
         changed(people.consent(), exclusions=None), "pdfjs", token="consent-4",
         others=("consent-partly-without-exclusions",)),
    Case("samtycke-tidigare-utgava", "on the form's earlier edition, which has other numbers",
         "samtycke@1", people.earlier_consent(), "pdfbox", token="earlier-1"),
    Case("konsultation-pdfjs", "an issued form returned from a school", "bbic-konsultation",
         people.consultation(), "pdfjs", token="school"),
    Case("konsultation-pdftk", "returned with the prefilled name changed", "bbic-konsultation",
         changed(people.consultation(), child__name="Nova Engman"), "pdftk", token="changed",
         doubtful={"child.name": "prefilled-changed"}),
    Case("konsultation-pdfbox", "the case is known, the child is another", "bbic-konsultation",
         changed(people.consultation(), child__name="Elias Berg", child__identity_number=people.ELIAS),
         "pdfbox", token="other-child", doubtful={"child.name": "prefilled-changed",
         "child.identity_number": "prefilled-changed"}, others=("case-child-differs",)),
]  # fmt: skip

PRINTED = [
    Case("utskrift-ghostscript", "printed by Ghostscript", "orosanmalan",
         numbered(_N, "Ebba Lind", "20170217"), "pdfbox", "ghostscript"),
    Case("utskrift-poppler", "printed by Evince", "orosanmalan",
         numbered(_N, "Wilma Rosén", "20150909"), "pdftk", "poppler"),
    Case("utskrift-anpassad", "scaled to fit on Letter paper", "orosanmalan",
         numbered(_N, "Nils Åberg", "20141111"), "pdfbox", "ghostscript-fit"),
    Case("utskrift-postscript", "printed through PostScript: the letters lost their names",
         "orosanmalan", _N(), "pdftk", "postscript", others=("scan-unclear",)),
    Case("utskrift-qpdf", "flattened by qpdf", "orosanmalan",
         numbered(_N, "Lova Strand", "20160621"), "pdfium", "qpdf"),
    Case("utskrift-pdftk", "flattened by pdftk", "orosanmalan",
         numbered(_N, "Malte Ek", "20130521"), "pdftk", "pdftk"),
    Case("utskrift-mupdf", "drawn by MuPDF", "orosanmalan",
         numbered(_N, "Juni Falk", "20190419"), "pdfbox", "mupdf"),
    Case("utskrift-pdfium", "saved as PDF by Chrome", "orosanmalan",
         numbered(_N, "Sally Berggren", "20120812"), "pdfium", "pdfium"),
    Case("utskrift-draw", "opened and exported by LibreOffice Draw", "orosanmalan",
         numbered(_N, "Frans Lööf", "20171231"), "pdftk", "draw"),
    Case("utskrift-alfabet", "names in many alphabets, printed", "orosanmalan",
         changed(people.other_alphabets(), child__name="Zofia Wiśniewska",
                 child__identity_number=people.made_up_number("20131201")), "pdf-lib", "ghostscript"),
    Case("utskrift-avklippt", "six hundred words in a small box", "orosanmalan",
         changed(numbered(_N, "Ture Holmgren", "20141224"), concern__why_now=" ".join([LONG] * 10)),
         "pdfium", "pdfium", doubtful={"concern.why_now": "text-may-be-cut"}),
    Case("utskrift-gles", "hardly anything is known, printed", "orosanmalan",
         people.sparse_notification(), "pdf-lib", "pdfium"),
    Case("samtycke-utskrift", "a printed consent", "samtycke", people.consent(), "pdfjs",
         "poppler", token="consent-5"),
    Case("samtycke-tidigare-utskrift", "the form's earlier edition, printed", "samtycke@1",
         people.earlier_consent(), "pdfbox", "ghostscript", token="earlier-2"),
    Case("konsultation-utskrift", "an issued form, printed", "bbic-konsultation",
         people.consultation(), "pdfjs", "ghostscript", token="printed"),
    Case("konsultation-sida-saknas", "a page is missing", "bbic-konsultation",
         people.consultation(), "pdfbox", "poppler", token="missing", page_order=(1, 2, 4, 5, 6),
         others=("pages-missing",)),
    Case("konsultation-sammanblandad", "the last pages are those of another child's form",
         "bbic-konsultation", people.consultation(), "pdfjs", "poppler", token="mixed",
         mixed_with="mixed-other", page_order=(1, 2, 3), others=("pages-mixed",)),
    Case("konsultation-omkastad", "pages out of order", "bbic-konsultation",
         people.consultation(), "pdfjs", "qpdf", token="shuffled", page_order=(2, 1, 3, 6, 5, 4)),
]  # fmt: skip

WORD = [
    Case("word-anmalan", "filled in Writer, saved as Word", "orosanmalan",
         numbered(_N, "Greta Lindahl", "20161010"), "writer"),
    Case("word-anmalan-alfabet", "many alphabets in Word", "orosanmalan",
         changed(people.other_alphabets(), child__name="Zofia Łukaszewicz",
                 child__identity_number=people.made_up_number("20131202")), "writer"),
    Case("word-anmalan-akut", "acute, in Word", "orosanmalan",
         changed(people.acute_notification(), child__name="Adam Saleh",
                 child__identity_number=people.made_up_number("20180823")), "writer"),
    Case("word-samtycke", "a consent in Word", "samtycke", people.consent(), "writer",
         token="consent-6"),
    Case("word-konsultation", "an issued consultation in Word", "bbic-konsultation",
         people.consultation(), "writer", token="word"),
    Case("word-utskrift-anmalan", "filled in Writer, printed to PDF: the text has moved",
         "orosanmalan", numbered(_N, "Sigge Kvist", "20140420"), "writer", "writer-pdf"),
    Case("word-utskrift-arabiska", "Arabic names, printed: not safe to read", "orosanmalan",
         changed(numbered(_N, "ليلى حداد", "20150816")), "writer", "writer-pdf",
         doubtful={"child.name": "text-right-to-left text-not-mapped"}),
    Case("word-utskrift-tre-sidor", "three pages typed into one box, printed to PDF", "orosanmalan",
         changed(numbered(_N, "Lo Sandberg", "20170418"),
                 concern__observed_self="\n".join([LONG] * 18)), "writer", "writer-pdf"),
]  # fmt: skip

CASES = [*FILLED, *PRINTED, *WORD]
