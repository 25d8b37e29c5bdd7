"""The words of the review sheet, in the language that is set."""

from __future__ import annotations

from oroforms.i18n import gettext as _
from oroforms.i18n import ngettext


def page_words(count: int) -> dict[str, str]:
    """What stands on the page; ``count`` submissions wait."""
    waits = ngettext("{count} form waits", "{count} forms wait", count).format(count=count)
    return {
        "title": _("Review"),
        "waits": waits,
        "nothing": _("Nothing waits for review."),
        "made": _("Made {when} by {who}"),
        "secrecy": _("Personal data that may be covered by secrecy. Destroy the sheet after use."),
        "contents": _("Contents"),
        "skip": _("To the first form"),
        "acute": _("Acute"),
        "acute_help": _("Phone first. Then settle what is in doubt."),
        "rejected": _("Rejected"),
        "came": _("Came in"),
        "file": _("File"),
        "file_pages": _("page {pages} of the file"),
        "case": _("Case"),
        "child": _("Child, as read"),
        "signatures": _("Electronic signatures"),
        "number": _("No."),
        "overview": _("Page 1 of the file, small"),
        "whole": _("About the form as a whole"),
        "read": _("Read"),
        "confidence": _("sure to"),
        "place": _("Page {page}: {title}"),
        "on_page": _("page {page}"),
        "page": _("Page {page} of the file, not read"),
        "no_picture": _("There is no picture of this place"),
        "set": _("Set the right value"),
        "waive": _("Or let the error not count"),
        "warnings": _("Remarks that stop nothing"),
        "accept": _("When all is settled"),
        "reject": _("Or put it aside"),
        "original": _("See the original"),
        "copy": _("Copy"),
        "answer": _("Right answer"),
        "as_read": _("As read"),
        "unanswered": _("Not answered"),
        "not_counted": _("Does not count"),
        "name_case": _("Case that it belongs to"),
        "name_case_help": _("reference, or: new"),
        "another": _("Another field"),
        "choose": _("choose, to correct it too"),
        "reason": _("Reason, kept with the decisions"),
        "reason_given": _("Read in the picture"),
        "take": _("Nothing is in doubt any more: take it into its case"),
        "put_aside": _("Put it aside; it belongs to no case"),
        "leave": _("Nothing is sent from this page. It only writes the commands."),
        "by_keyboard": _(
            "Tab goes to the next field, Enter too. F2: as read. F8: not answered. "
            "Typed answers are lost when the page is closed."
        ),
        "commands": _("Commands"),
        "commands_help": _(
            "Run them where oroforms runs. Forms with something left in doubt are not accepted yet."
        ),
        "shell": _("Written for"),
        "close": _("Close"),
    }


def script_words() -> dict[str, str]:
    """What the script says."""
    return {
        "copied": _("Copied"),
        "copy": _("Copy"),
        "done": _("{done} of {all}"),
        "fields_done": _("{done} of {all} fields"),
        "forms_done": _("{done} of {all} forms"),
        "settled": _("settled"),
        "remove": _("Remove"),
        "none": _("Nothing is filled in yet."),
    }
