"""rows"""
from markupsafe import escape

from app.views.cells import cells_of


def rows_html(doing, register, found, start=0):
    out=[]
    for n,row in enumerate(found.rows):
        cells=cells_of(found.selection,row,doing.wording())
        out.append("<tr>"+"".join(f"<td>{escape(c.text)}</td>" for c in cells)+"</tr>")
    return "".join(out)
