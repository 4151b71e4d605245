"""Files with something to hide, made as the programs make them; and numbers that hold by their check digits."""

import io
import zipfile

import pikepdf
from docx import Document
from openpyxl import Workbook
from PIL import Image

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_number(body: str = "37150219900101123") -> str:
    """A number with the right check character, put together here so that none stands in the repository."""
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def bank_card(body: str = "621700251000123") -> str:
    total = sum(sum(divmod(2 * int(d), 10)) for d in body[::-2]) + sum(int(d) for d in body[-2::-2])
    return body + str(-total % 10)


def mobile(head: str = "138") -> str:
    return f"{head}00635111"


def docx(*paragraphs: str, author: str = "", change=None) -> bytes:
    """``change``: what is done to the document before it is saved."""
    document = Document()
    document.core_properties.author = author
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(*rows: tuple, change=None) -> bytes:
    book = Workbook()
    book.active.title = "名单"
    for row in rows or (("姓名", "金额"), ("甲", 100)):
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(
    content: bytes, parts: dict[str, str | bytes], *, replace: tuple[str, str, str] | None = None
) -> bytes:
    """The package with ``parts`` added; ``replace``: part, old, new."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for row in old.infolist():
            data = old.read(row)
            if replace and row.filename == replace[0]:
                assert replace[1].encode() in data
                data = data.replace(replace[1].encode(), replace[2].encode())
            new.writestr(row.filename, data)
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def pptx(*slides: str, hidden: bool = False, notes: str = "", comment: bool = False) -> bytes:
    """As little of a presentation as the gate reads."""
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {p}/>",
    }
    for number, text in enumerate(slides, 1):
        show = ' show="0"' if hidden else ""
        parts[f"ppt/slides/slide{number}.xml"] = (
            f"<p:sld {p} {a}{show}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
        )
    if notes:
        parts["ppt/notesSlides/notesSlide1.xml"] = f"<p:notes {p} {a}><a:p><a:t>{notes}</a:t></a:p></p:notes>"
    if comment:
        parts["ppt/comments/comment1.xml"] = f"<p:cmLst {p}/>"
    return zipped(parts)


def ofd(*lines: str, body: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """One page of text; ``body`` is painted after it."""
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    text = "".join(
        f'<ofd:TextObject Boundary="10 {10 * n} 80 5"><ofd:TextCode>{line}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(lines, 1)
    )
    page = f"<ofd:Page {ns}><ofd:Content><ofd:Layer>{text}{body}</ofd:Layer></ofd:Content></ofd:Page>"
    return zipped({"OFD.xml": f"<ofd:OFD {ns}/>", "Doc_0/Pages/Page_0/Content.xml": page} | (parts or {}))


def pdf(*contents: str, change=None, page: dict | None = None, **save) -> bytes:
    """A page for each content stream (Helvetica as F1, a grey picture as I1, half transparent as G1)."""
    file = pikepdf.new()
    for content in contents or ("",):
        added = file.add_blank_page(page_size=(595, 842))
        picture = pikepdf.Stream(
            file, b"\x80", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1
        )
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        added.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F1=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            ),
            XObject=pikepdf.Dictionary(I1=picture),
            ExtGState=pikepdf.Dictionary(G1=pikepdf.Dictionary(ca=0.5)),
        )
        added.obj.Contents = file.make_stream(content.encode("latin-1"))
        for key, value in (page or {}).items():
            added.obj[key] = value
    if change:
        change(file)
    out = io.BytesIO()
    file.save(out, **save)
    return out.getvalue()


def words(text: str, x: int = 72, y: int = 700) -> str:
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET "


def picture(
    kind: str = "JPEG", *, place: bool = False, author: str = "", size: tuple[int, int] = (60, 40)
) -> bytes:
    exif = Image.Exif()
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (36.0, 27.0, 0.0)
    if author:
        exif[0x013B] = author
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind, exif=exif)
    return out.getvalue()
