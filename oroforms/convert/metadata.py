"""Title, language, day and claims, and nothing more: what a PDF of ours says of itself.

No author, no program versions, no time of the day: neither of the template's
writer nor of the machine, and equal input gives equal bytes.
"""

from __future__ import annotations

import io
from datetime import date
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Dictionary, Name, String

from oroforms.convert.archive import Archive, mean_srgb

LANGUAGE = "sv-SE"
PRODUCER = "oroforms"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <dc:format>application/pdf</dc:format>
   <pdf:Producer>{producer}</pdf:Producer>
   <pdfuaid:part>1</pdfuaid:part>{more}
  </rdf:Description>{schemas}
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
# PDF/A knows no property of PDF/UA, and wants to be told (ISO 19005-3, 6.6.2.3).
_SCHEMAS = """
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>"""
_LEFT_OVER = (Name.OpenAction, Name.AA, Name.PieceInfo, Name.Names, Name.OutputIntents)


def describe(
    pdf: pikepdf.Pdf, title: str, *, archive: Archive | None = None, made: date | None = None
) -> None:
    """Set title, language and claims, show the title in the window, drop all else that was there.

    Every PDF of ours claims PDF/UA-1 (ISO 14289-1, 5); a finished one claims
    the PDF/A that it is as well, and may name the day on which it was
    ``made``, in XMP and in the old information dictionary alike.
    """
    root = pdf.Root
    for key in _LEFT_OVER:
        if key in root:
            del root[key]
    root.Lang = String(LANGUAGE)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.MarkInfo = Dictionary(Marked=True)
    packet = _packet(title, archive, made).encode("utf-8")
    root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    for key in (Name.Info, Name.ID, Name.DocChecksum):  # the last is LibreOffice's own
        if key in pdf.trailer:
            del pdf.trailer[key]
    pdf.docinfo[Name.Title] = String(title)
    pdf.docinfo[Name.Producer] = String(PRODUCER)
    if made is not None:
        pdf.docinfo[Name.CreationDate] = String(f"D:{made:%Y%m%d}")
    if archive is not None:
        mean_srgb(pdf)


def _packet(title: str, archive: Archive | None, made: date | None) -> str:
    more = ""
    if made is not None:
        more += f"\n   <xmp:CreateDate>{made.isoformat()}</xmp:CreateDate>"
    if archive is not None:
        more += f"\n   <pdfaid:part>{archive.part}</pdfaid:part>"
        more += f"\n   <pdfaid:conformance>{archive.conformance}</pdfaid:conformance>"
    return _XMP.format(
        title=escape(title),
        language=LANGUAGE,
        producer=PRODUCER,
        more=more,
        schemas="" if archive is None else _SCHEMAS,
    )


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
