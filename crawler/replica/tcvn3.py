"""Text as an old typist's font leaves it: Vietnamese letters as the Latin-1 signs of TCVN3 (ABC)."""

from __future__ import annotations

from crawler.coding.legacy import from_tcvn3

# One letter has the same code in both.
_SIGNS = {ord(from_tcvn3(chr(code))): code for code in range(0xA0, 0x100) if from_tcvn3(chr(code)) != chr(code)} | {0xFD: 0xFD}


def to_tcvn3(html: str) -> str:
    """HTML whose words are shown through a .VnTime font. Raises ValueError on a letter that this code does not have: capitals
    with tone marks have a font of their own."""
    lost = sorted({char for char in html if ord(char) >= 0xC0 and char.isalpha() and ord(char) not in _SIGNS})
    if lost:
        raise ValueError(f"no TCVN3 letter for {' '.join(lost)}")
    return f'<div style="font-family: .VnTime;">{html.translate(_SIGNS)}</div>'
