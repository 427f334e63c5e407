"""Hostile files, made when they are needed: small to write down, large or endless to read."""

import zlib

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SENTENCE = b"BT /F1 12 Tf 50 700 Td (The ferry of Orlanda is late.) Tj ET\n"


def pdf(objects: dict[int, bytes]) -> bytes:
    """A PDF file of these objects; the first is its catalog."""
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    size = max(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    return b"%bxref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        out,
        size,
        table,
        size,
        len(out),
    )


def pages(content: bytes, count: int = 1, more: dict[int, bytes] | None = None, resources: bytes = b"") -> bytes:
    """A PDF file in which the same page stands ``count`` times."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> %b >> >>"
    )
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b"3 0 R " * count, count),
            3: page % resources,
            4: content,
            5: FONT,
            **(more or {}),
        }
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data)


def deflated(data: bytes, times: int) -> bytes:
    """A compressed stream of ``times`` times the data."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(data) for _ in range(times)) + packer.flush()
    return stream(packed, b"/Filter /FlateDecode")


def forms() -> bytes:
    """A page that calls forms that call forms, ten times each: 10,000,000,000 of them."""
    head = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>"
    )
    more = {number: stream(b"/X Do " * 10 + SENTENCE * 50, head % (number + 1)) for number in range(10, 20)}
    more[20] = stream(SENTENCE * 1000, head % 20)
    return pages(stream(b"/X Do\n" + SENTENCE), 1, more, b"/XObject << /X 10 0 R >>")
