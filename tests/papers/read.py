"""Reads a PDF with a library that knows nothing of us and says as JSON what it found: read.py FILE"""

import json
import sys

import pypdf


def fonts_of(resources, found):
    """Every font that a page or a form in it uses, with whether its outlines come with the file."""
    for font in (resources.get("/Font") or {}).values():
        font = font.get_object()
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        outlines = inner.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in inner else {}
        embedded = any(name in outlines for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        found[str(font["/BaseFont"])] = embedded or font.get("/Subtype") == "/Type3"
    for form in (resources.get("/XObject") or {}).values():
        form = form.get_object()
        if "/Resources" in form:
            fonts_of(form["/Resources"].get_object(), found)


def roles_of(element, found):
    """How often each kind of structure stands in the tree of tags."""
    if isinstance(element, pypdf.generic.ArrayObject):
        for child in element:
            roles_of(child.get_object(), found)
    elif isinstance(element, pypdf.generic.DictionaryObject):
        if "/S" in element:
            role = str(element["/S"])[1:]
            found[role] = found.get(role, 0) + 1
        if "/K" in element:
            roles_of(element["/K"].get_object(), found)


reader = pypdf.PdfReader(sys.argv[1], strict=True)
root = reader.trailer["/Root"].get_object()
fonts, roles = {}, {}
for page in reader.pages:
    fonts_of(page["/Resources"].get_object(), fonts)
if "/StructTreeRoot" in root:
    roles_of(root["/StructTreeRoot"].get_object(), roles)
print(json.dumps({
    "pages": len(reader.pages),
    "title": str(reader.metadata.title),
    "language": str(root.get("/Lang")),
    "marked": bool(root.get("/MarkInfo", {}).get("/Marked")),
    "standard": "pdfuaid" in (root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""),
    "fonts": fonts,
    "roles": roles,
    "text": "\n".join(page.extract_text() for page in reader.pages),
}))
