"""Title, language and nothing more: what a PDF of ours says of itself.

No author, no program versions, no dates: neither of the template's writer
nor of the machine, and equal input gives equal bytes.
"""

from __future__ import annotations

import io
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Dictionary, Name, String

LANGUAGE = "sv-SE"
PRODUCER = "oroforms"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <dc:format>application/pdf</dc:format>
   <pdf:Producer>{producer}</pdf:Producer>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def describe(pdf: pikepdf.Pdf, title: str) -> None:
    """Set title and language, show the title in the window, drop all else that was there."""
    root = pdf.Root
    for key in (Name.OpenAction, Name.AA, Name.PieceInfo, Name.Names):
        if key in root:
            del root[key]
    root.Lang = String(LANGUAGE)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.MarkInfo = Dictionary(Marked=True)
    packet = _XMP.format(title=escape(title), language=LANGUAGE, producer=PRODUCER)
    root.Metadata = pdf.make_stream(packet.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
    for key in (Name.Info, Name.ID, Name.DocChecksum):  # the last is LibreOffice's own
        if key in pdf.trailer:
            del pdf.trailer[key]
    pdf.docinfo[Name.Title] = String(title)
    pdf.docinfo[Name.Producer] = String(PRODUCER)


def save(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF; equal content gives equal bytes."""
    content = io.BytesIO()
    pdf.save(
        content,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )
    return content.getvalue()
