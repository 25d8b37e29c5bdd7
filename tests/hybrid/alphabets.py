"""One sentence in each of the alphabets of the families whom the forms are about."""

from __future__ import annotations

IN_DOUBT = "محمد Ali (1) مُحَمَّد [2]"
"""Two directions with vowel signs and brackets in one line: a page may be in doubt about it."""

ALPHABETS = (
    "Hej är å ä ö fi ffi fl ff 1/2 – — … ‘a’ “b” «c» €",
    "اسمي محمد عبد الله، عمري 35 سنة. شكراً جزيلاً!",
    "سلام من مريم هستم (مادر) و 3 فرزند دارم؛ می‌توانید؟",
    "ئەم منداڵە لە قوتابخانەیە ڕۆژ ێ ۆ",
    "یہ بچہ اسکول میں ہے۔ ٹھیک ڈاکٹر",
    IN_DOUBT,
    "Привет, меня зовут Ирина Щербакова — мама.",
    "Дзякуй, ўчора ґанок їжа",
    "Γειά σου, με λένε Ελένη Παπαδοπούλου.",
    "Trần Thị Mỹ Hạnh ở Đà Nẵng, phường Tân Chính",
    "Łukasz Żółć, Čeněk Říha, Győző Őri",
    "Şükrü Çağlar İğdır ı",
)
