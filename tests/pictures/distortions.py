"""Pages as scanners, fax machines and phones deliver them, with the truth of where all lies.

A page is drawn at 300 dpi, written on, worn, and carried into a picture by a known map. The map
from points on the page to pixels of the picture is the truth that registration is held against.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from PIL import Image

from oroforms.pictures.base import PagePicture

FINE = 300
POINT = FINE / 72


@dataclass
class Printout:
    """A page at 300 dpi in colour (RGB), before it meets a scanner."""

    colour: np.ndarray
    rng: np.random.Generator

    def scribble(self, rects, share=0.5, ink=(30, 40, 120)):
        """Handwriting-like strokes in some of the fields."""
        for left, top, right, bottom in rects:
            if self.rng.random() > share or right - left < 15:
                continue
            x, y = left + 3, (top + bottom) / 2
            points = []
            while x < right - 8 and len(points) < 160:
                points.append((x + self.rng.normal(0, 1.2), y + self.rng.normal(0, 3.2)))
                x += 1.4
            curve = (np.array(points) * POINT * 8).astype(np.int32).reshape(-1, 1, 2)
            cv2.polylines(
                self.colour, [curve], False, ink, round(1.1 * POINT), cv2.LINE_AA, shift=3
            )

    def coffee(self, x=300, y=400, radius=110):
        ring = np.zeros(self.colour.shape[:2], np.float32)
        centre = (round(x * POINT), round(y * POINT))
        cv2.circle(ring, centre, round(radius * POINT), 0.25, -1)
        cv2.circle(ring, centre, round(radius * POINT), 0.8, round(6 * POINT))
        ring = cv2.GaussianBlur(ring, (0, 0), 8)[..., None]
        tint = np.array([0.72, 0.55, 0.33])
        self.colour = (self.colour * (1 - ring * (1 - tint))).astype(np.uint8)

    def holes(self, places=((28, 300), (28, 527), (28, 195), (28, 632))):
        """Punch holes through which the scanner's dark lid is seen."""
        for x, y in places:
            cv2.circle(
                self.colour, (round(x * POINT), round(y * POINT)), round(8.5 * POINT), (25,) * 3, -1
            )

    def tear(self, corners=(0,), reach=90):
        height, width = self.colour.shape[:2]
        far = round(reach * POINT)
        places = ((0, 0), (width, 0), (width, height), (0, height))
        for corner in corners:
            x, y = places[corner]
            inward_x, inward_y = (1 if x == 0 else -1), (1 if y == 0 else -1)
            triangle = np.array(
                [(x, y), (x + inward_x * far, y), (x, y + inward_y * round(far * 0.8))]
            )
            cv2.fillPoly(self.colour, [triangle.astype(np.int32)], (255, 255, 255))

    def streak(self, x=350, width=0.6):
        left = round(x * POINT)
        self.colour[:, left : left + round(width * POINT)] = 40


@dataclass
class Feed:
    """How a page comes into the picture; :meth:`scan` makes picture and truth."""

    dpi: tuple[float, float] = (300, 300)
    angle: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    mirrored: bool = False
    perspective: float = 0.0
    stretch: float = 0.0
    """Points by which the feed runs ahead and behind, a wave over the page."""
    fold: float = 0.0
    """Points by which the part below a fold is shifted up."""
    blur: float = 0.0
    noise: float = 0.0
    jpeg: int = 0
    threshold: bool = False
    dither: bool = False
    shade: float = 0.0
    border: tuple[int, int, int] = (255, 255, 255)
    room: float = 0.03
    tell_dpi: bool = True
    extra: dict = field(default_factory=dict)

    def _bent(self, points):
        moved = points.astype(np.float64).copy()
        if self.stretch:
            moved[:, 1] += self.stretch * np.sin(points[:, 1] / 842 * 2 * np.pi * 1.3 + 0.6)
            moved[:, 0] += 0.3 * self.stretch * np.sin(points[:, 1] / 842 * 2 * np.pi + 2)
        if self.fold:
            moved[:, 1] -= np.clip((points[:, 1] - 420) / 6, 0, 1) * self.fold
            moved[:, 0] += np.clip((points[:, 1] - 420) / 6, 0, 1) * self.fold * 0.5
        return moved

    def _transform(self):
        """From bent points of the page to pixels of the picture, and the picture's size."""
        turn = np.deg2rad(self.angle)
        a = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
        size = np.diag([self.dpi[0] / 72 * self.scale[0], self.dpi[1] / 72 * self.scale[1], 1])
        tilt = np.eye(3)
        tilt[2, 0], tilt[2, 1] = self.perspective / 595, self.perspective * 0.7 / 842
        mirror = np.diag([-1, 1, 1]) if self.mirrored else np.eye(3)
        whole = size @ mirror @ a @ tilt
        page = np.array([(0, 0, 1), (595.3, 0, 1), (595.3, 841.89, 1), (0, 841.89, 1)]) @ whole.T
        page = page[:, :2] / page[:, 2:]
        low, high = page.min(0), page.max(0)
        room = (high - low) * self.room
        shift = np.array([[1, 0, -(low - room)[0]], [0, 1, -(low - room)[1]], [0, 0, 1]])
        return shift @ whole, np.ceil(high - low + 2 * room).astype(int)

    def truth(self):
        """The map from points on the page (n, 2) to pixels of the picture."""
        whole, _size = self._transform()

        def carry(points):
            bent = self._bent(points)
            carried = np.column_stack([bent, np.ones(len(bent))]) @ whole.T
            return carried[:, :2] / carried[:, 2:]

        return carry

    def scan(self, printout: Printout) -> PagePicture:
        rng = printout.rng
        whole, (width, height) = self._transform()
        back = np.linalg.inv(whole)
        step = 8
        xs, ys = np.meshgrid(
            np.arange(-step / 2, width + 2 * step, step),
            np.arange(-step / 2, height + 2 * step, step),
        )
        flat = np.column_stack([xs.ravel(), ys.ravel(), np.ones(xs.size)]) @ back.T
        points = flat[:, :2] / flat[:, 2:]
        inverse = points.copy()
        for _again in range(8):  # undo the bend by iteration
            inverse = inverse + (points - self._bent(inverse))
        way = (inverse * POINT - 0.5).astype(np.float32).reshape(*xs.shape, 2)
        way = cv2.resize(way, None, fx=step, fy=step, interpolation=cv2.INTER_LINEAR)
        way = way[step : step + height, step : step + width]
        # Against aliasing: the printed page is blurred to what the scanner's cell sees.
        cell = FINE / min(self.dpi) / 2.5
        source = cv2.GaussianBlur(printout.colour, (0, 0), cell) if cell > 0.5 else printout.colour
        picture = cv2.remap(
            source,
            way,
            None,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=self.border,
        )
        if self.blur:
            picture = cv2.GaussianBlur(picture, (0, 0), self.blur)
        if self.shade:
            across = np.linspace(-1, 1, width)[None, :, None]
            down = np.linspace(-1, 1, height)[:, None, None]
            light = 1 - self.shade * (0.5 + 0.35 * across + 0.15 * down)
            edge = 1 / (1 + np.exp(-(across + 0.4 * down - 0.3) * 40))
            picture = np.asarray(picture * (light - 0.25 * self.shade * edge), np.uint8)
        if self.noise:
            grain = np.empty(picture.shape[:2], np.int16)
            cv2.setRNGSeed(int(rng.integers(2**31)))
            cv2.randn(grain, 0, self.noise)
            picture = cv2.add(picture.astype(np.int16), cv2.merge([grain] * 3), dtype=cv2.CV_8U)
        picture = np.asarray(picture, np.uint8)
        if self.jpeg:
            ok = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, self.jpeg])[1]
            picture = cv2.imdecode(ok, cv2.IMREAD_COLOR)
        grey = np.minimum(picture[..., 0], picture[..., 1])
        if self.threshold:
            grey = np.where(grey < 150, 0, 255).astype(np.uint8)
        if self.dither:
            grey = np.asarray(Image.fromarray(grey).convert("1").convert("L"))
        return PagePicture(1, np.ascontiguousarray(grey), self.dpi if self.tell_dpi else None)


def printout(pdf: bytes, page: int, seed: int = 1) -> Printout:
    """A page of an issued form, printed."""
    import pypdfium2 as pdfium

    file = pdfium.PdfDocument(io.BytesIO(pdf))
    drawn = file[page - 1].render(scale=POINT, rev_byteorder=True).to_numpy()[..., :3]
    return Printout(np.ascontiguousarray(drawn), np.random.default_rng(seed))


ORDINARY: dict[str, Feed] = {
    "plain 300": Feed(angle=0.4),
    "plain 150": Feed((150, 150), angle=-0.7, jpeg=80, noise=4),
    "plain 200": Feed((200, 200), angle=1.3, jpeg=75, noise=5),
    "plain 600": Feed((600, 600), angle=-0.2, noise=3),
    "black and white 200": Feed((200, 200), angle=0.9, threshold=True, noise=14),
    "fax 204x196": Feed((204, 196), angle=-0.8, threshold=True, noise=25, blur=0.6),
    "fax 204x98": Feed((204, 98), angle=0.5, threshold=True, noise=20),
    "fax 204x98, not told": Feed((204, 98), threshold=True, noise=20, tell_dpi=False),
    "dithered 200": Feed((200, 200), angle=0.9, dither=True),
    "turned 10": Feed((200, 200), angle=10, noise=4),
    "turned -10": Feed((200, 200), angle=-10, noise=4),
    "turned 37": Feed((200, 200), angle=37, noise=4),
    "upside down": Feed(angle=180.6),
    "on its side": Feed((200, 200), angle=90.4),
    "mirrored": Feed((200, 200), angle=2, mirrored=True),
    "mirrored, on its side": Feed((200, 200), angle=268, mirrored=True),
    "3 % larger, 3 % lower": Feed((200, 200), scale=(1.03, 0.97), angle=1),
    "stretched feed": Feed((200, 200), stretch=4, angle=0.6),
    "folded": Feed((200, 200), fold=3.5, angle=0.6),
    "shadow": Feed((200, 200), shade=0.6, angle=-1.5, noise=5),
    "black border": Feed((200, 200), angle=4, border=(5, 5, 5), room=0.06, noise=5),
    "phone": Feed(
        (190, 190),
        angle=8,
        perspective=0.14,
        blur=1.0,
        noise=6,
        jpeg=70,
        shade=0.5,
        border=(120, 85, 60),
        room=0.14,
        tell_dpi=False,
    ),
    "phone, steep": Feed(
        (220, 220),
        angle=-24,
        perspective=0.3,
        blur=1.2,
        noise=6,
        jpeg=60,
        shade=0.6,
        border=(60, 75, 60),
        room=0.2,
        tell_dpi=False,
    ),
}


def with_dpi(feed: Feed, dpi: float) -> Feed:
    return replace(feed, dpi=(dpi, dpi))


Wear = Callable[[Printout], None]
WEAR: dict[str, Wear] = {
    "clean": lambda page: None,
    "holes": lambda page: page.holes(),
    "coffee": lambda page: page.coffee(),
    "streak": lambda page: page.streak(),
    "torn top left": lambda page: page.tear((0,)),
    "torn two": lambda page: page.tear((0, 2)),
    "torn at the code": lambda page: page.tear((1,), 130),
    "torn three": lambda page: page.tear((0, 2, 3)),
    "torn all": lambda page: page.tear((0, 1, 2, 3), 130),
}
