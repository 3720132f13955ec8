"""Turns templates into answers: ISO-8859-1 to the last octet, as the header and the page both say."""

from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from robots.practice.case import Document

CHARSET = "iso-8859-1"


class Pages:
    """The pages of one practice system."""

    def __init__(self, municipality: str, version: int) -> None:
        self._templates = Environment(
            loader=PackageLoader("robots.practice"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(municipality=municipality, version=version, charset=CHARSET)

    def page(self, template: str, *, status: int = 200, **shown: object) -> Response:
        """One page from its template; letters that ISO-8859-1 lacks become character references."""
        html = self._templates.get_template(template).render(**shown)
        return _answer(html, f"text/html; charset={CHARSET}", status)

    def file(self, template: str, media_type: str) -> Response:
        """The style sheet or the script."""
        answer = _answer(self._templates.get_template(template).render(), f"{media_type}; charset={CHARSET}", 200)
        answer.headers["Cache-Control"] = "max-age=3600"
        return answer

    def error(self, status: int, words: str) -> Response:
        """An error page."""
        return self.page("error.html", status=status, words=words)

    @staticmethod
    def document(document: Document) -> Response:
        """An attachment, offered for saving."""
        headers = {"Content-Disposition": f"attachment; {_called(document.name)}", "Cache-Control": "no-store"}
        return Response(document.content, media_type=document.media_type, headers=headers)

    @staticmethod
    def redirect(address: str) -> Response:
        """Send the browser elsewhere."""
        return RedirectResponse(address, status_code=302)


def _called(name: str) -> str:
    """A file's name as a header may hold it."""
    plain = name.isascii() and name.isprintable() and not set(name) & {'"', "\\"}
    return f'filename="{name}"' if plain else f"filename*=UTF-8''{quote(name, safe='')}"


def _answer(text: str, content_type: str, status: int) -> Response:
    octets = text.encode(CHARSET, "xmlcharrefreplace")
    return Response(octets, status, headers={"Content-Type": content_type, "Cache-Control": "no-store"})
