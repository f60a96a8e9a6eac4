"""One module for each CMS family: how its listings, addresses and article pages look.

`FAMILIES` is the registry: a new family is one module and one line here.
"""

from __future__ import annotations

from bs4 import BeautifulSoup

from crawler.cms.base import Family
from crawler.cms.common_portal import CommonPortal
from crawler.cms.dnn import DotNetNuke
from crawler.cms.drupal import Drupal
from crawler.cms.fitc import Fitc
from crawler.cms.generic import Generic
from crawler.cms.joomla import Joomla
from crawler.cms.liferay import Liferay
from crawler.cms.nukeviet import NukeViet
from crawler.cms.sharepoint.family import SharePoint
from crawler.cms.vnpt import Vnpt
from crawler.cms.wordpress import WordPress

_MODULES: tuple[Family, ...] = (
    NukeViet(),
    Joomla(),
    Liferay(),
    SharePoint(),
    Vnpt(),
    WordPress(),
    Drupal(),
    DotNetNuke(),
    CommonPortal(),
    Fitc(),
    Generic(),
)
FAMILIES: dict[str, Family] = {family.id: family for family in _MODULES}


def detect(soup: BeautifulSoup, headers: dict[str, str]) -> tuple[str, list[str]]:
    """The family with most signs on a page, and the signs; `generic` where none knows it. A generator line decides."""
    best: tuple[int, str, list[str]] = (0, "generic", [])
    for name, family in FAMILIES.items():
        if name == "generic":
            continue
        signs = family.fingerprint(soup, headers)
        weight = len(signs) + 10 * any(s.startswith("generator") for s in signs)
        if weight > best[0]:
            best = (weight, name, signs)
    if best[0] == 0:
        return "generic", FAMILIES["generic"].fingerprint(soup, headers)
    return best[1], best[2]
