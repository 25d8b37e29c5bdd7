"""Documents whose signatures must not hold, and what each judge says of them."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from plain_signing import plainly_signed
from tampered_pdfs import ATTACKS

from conformance import judges
from conformance.exceptions import named
from oroforms.errors import UnreadableDocument
from oroforms.pki.demo import EXPIRED, LARARE, NOT_YET_VALID, REVOKED, UNTRUSTED, Demo
from oroforms.verify.anchors import Anchors
from oroforms.verify.verifying import verify

SIGNERS = {
    "expired-certificate": (EXPIRED, "signed with a certificate that had expired"),
    "not-yet-valid-certificate": (NOT_YET_VALID, "signed with a certificate of the future"),
    "revoked-certificate": (REVOKED, "signed with a certificate that was revoked before"),
    "untrusted-certificate": (UNTRUSTED, "signed with a certificate of an unknown authority"),
}
JUDGES = ("oroforms", "dss-strict", "dss-default", "pdfsig")


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said of one document; ``ok`` where a judge holds every signature for good."""

    name: str
    says: str
    said: Mapping[str, str]
    ok: Mapping[str, bool]


def names() -> tuple[str, ...]:
    """Every case by name."""
    return (*SIGNERS, *(attack.name for attack in ATTACKS))


def make(pdf: bytes, authority: Demo, folder: Path, only: Iterable[str]) -> dict[str, Path]:
    """The documents of some cases, by name, all made from one finished PDF."""
    wanted = set(only)
    made: dict[str, bytes] = {}
    for name, (person, _says) in SIGNERS.items():
        if name in wanted:
            made[name] = plainly_signed(pdf, authority.keys(person))
    keys = authority.keys(LARARE)
    for attack in ATTACKS:
        if attack.name in wanted:
            made[attack.name] = attack.made(
                pdf, lambda content, certify: plainly_signed(content, keys, certify=certify)
            )
    paths = {}
    for name, content in made.items():
        paths[name] = folder / f"{name}.pdf"
        paths[name].write_bytes(content)
    return paths


@dataclass(frozen=True, slots=True)
class Trust:
    """The test authority as folders, as DSS takes it, and for our own verifying."""

    anchors: Path
    lists: Path

    @classmethod
    def of(cls, authority: Demo, folder: Path) -> Trust:
        """Ask the authority's services for its certificate and lists."""
        trust = cls(folder / "anchors", folder / "lists")
        url = authority.timestamp_url.rsplit("/", 1)[0]
        for place, name in (
            (trust.anchors, "authority.crt"),
            (trust.lists, "authority.crl"),
            (trust.lists, "issuing.crl"),
        ):
            place.mkdir(parents=True, exist_ok=True)
            with urllib.request.urlopen(f"{url}/{name}", timeout=10) as answer:
                (place / name).write_bytes(answer.read())
        return trust

    def own(self) -> Anchors:
        """The same for :func:`oroforms.verify.verifying.verify`."""
        return Anchors(*(tuple(_contents(each)) for each in (self.anchors, self.lists)))


def _contents(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in sorted(folder.iterdir()))


def judged(paths: Mapping[str, Path], trust: Trust) -> Iterator[Answers]:
    """What every judge says of each document."""
    told = {name: says for name, (_person, says) in SIGNERS.items()}
    told |= {attack.name: attack.says for attack in ATTACKS}
    by_dss = judges.dss(list(paths.values()), trust.anchors, trust.lists)
    own = trust.own()
    for name, path in paths.items():
        said, ok = {}, {}
        said["oroforms"], ok["oroforms"] = _verified(path, own)
        for policy in ("strict", "default"):
            answers = by_dss[path][policy]
            said[f"dss-{policy}"] = _words(f"{a.indication} {a.reason}" for a in answers)
            ok[f"dss-{policy}"] = all(answer.passed for answer in answers)
        found = judges.pdfsig(path)
        said["pdfsig"] = _words(found) or "no signature"
        ok["pdfsig"] = bool(found) and all(each == "Signature is Valid." for each in found)
        yield Answers(name, told[name], said, ok)


def _verified(path: Path, anchors: Anchors) -> tuple[str, bool]:
    try:
        verification = verify(path.read_bytes(), anchors)
    except UnreadableDocument as error:
        return f"unreadable ({error.code})", False
    codes = sorted({p.code for check in verification.checks for p in check.problems})
    said = f"{verification.verdict} {' '.join(codes)}".strip()
    return said, verification.verdict == "holds"


def _words(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part.strip() for part in parts))


def exceptions() -> dict[tuple[str, str], str]:
    """By judge and case: why a judge may hold for good what must not hold."""
    return {
        (entry["judge"], case): entry["why"]
        for entry in named()["exception"]
        for case in entry["cases"]
    }


def complaints(answers: Iterable[Answers]) -> Iterator[str]:
    """Where a judge holds for good what must not hold, or an exception is needed no longer."""
    known = exceptions()
    for each in answers:
        for judge in JUDGES:
            excused = (judge, each.name) in known
            if each.ok[judge] and not excused:
                yield f"{each.name}: {judge} says {each.said[judge]}"
            if excused and not each.ok[judge]:
                yield f"{each.name}: {judge} is excused for nothing: {each.said[judge]}"
