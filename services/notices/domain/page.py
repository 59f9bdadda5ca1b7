"""An e-mail as an HTML page: the same words as its text, with a picture, lines and buttons.

Programs that show e-mails know little CSS, and none from elsewhere: every style is at its element.
"""

from html import escape

from services.notices.domain.email import Email, Row

INK, PAPER, LEAF, LINE = "#2b2a26", "#fbf7ef", "#2f4f3a", "#ddd5c4"
FONT = "font-family:Georgia,'Times New Roman',serif"
WIDTH = 560
PICTURE = (1200, 630)


def page(email: Email, site: str) -> str:
    """The whole e-mail as HTML. `site` is the shop's address; every text in it is escaped."""
    paragraphs = "".join(_paragraph(escape(each)) for each in ("Hello,", *email.paragraphs))
    body = "".join(
        (
            _picture(email, site),
            paragraphs,
            _table(email.rows),
            _button(f"{site}{email.path}", email.action),
            _paragraph(f"Your order has the number <strong>{escape(email.number)}</strong>.")
            if email.number
            else "",
            _paragraph("With kind regards,<br>Crassula"),
        )
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(email.subject)}</title>'
        f'</head><body style="margin:0;background:{PAPER};color:{INK};{FONT}">'
        f'<div style="max-width:{WIDTH}px;margin:0 auto;padding:24px 16px">'
        f'<h1 style="font-size:24px;font-weight:400;margin:0 0 16px">{escape(email.subject)}</h1>'
        f"{body}</div></body></html>"
    )


def _paragraph(inner: str) -> str:
    return f'<p style="font-size:16px;line-height:1.5;margin:0 0 16px">{inner}</p>'


def _picture(email: Email, site: str) -> str:
    if not email.picture:
        return ""
    width, height = WIDTH, WIDTH * PICTURE[1] // PICTURE[0]
    return (
        f'<img src="{escape(site + email.picture)}" width="{width}" height="{height}" alt=""'
        ' style="display:block;width:100%;height:auto;margin:0 0 16px;border-radius:8px">'
    )


def _table(rows: tuple[Row, ...]) -> str:
    if not rows:
        return ""
    cells = "".join(
        f'<tr><td style="padding:6px 0;border-bottom:1px solid {LINE}">{escape(row.what)}</td>'
        f'<td align="right" style="padding:6px 0 6px 12px;border-bottom:1px solid {LINE};'
        f'white-space:nowrap">{escape(row.amount)}</td></tr>'
        for row in rows
    )
    return (
        '<table role="presentation" width="100%" cellspacing="0" cellpadding="0"'
        f' style="font-size:16px;margin:0 0 16px;border-collapse:collapse">{cells}</table>'
    )


def _button(address: str, words: str) -> str:
    return (
        f'<p style="margin:0 0 24px"><a href="{escape(address)}" style="display:inline-block;'
        f"background:{LEAF};color:#ffffff;text-decoration:none;padding:12px 20px;"
        f'border-radius:6px;font-size:16px">{escape(words)}</a></p>'
    )
