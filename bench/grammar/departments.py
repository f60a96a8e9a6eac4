"""The units that a province assesses besides its districts and communes, as they were called on a day (survey 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

# Departments were merged in early 2025; nothing is dated between the two states.
MERGED_FROM, UNMERGED_UNTIL = "2025-03-15", "2025-02-14"


@dataclass(frozen=True, slots=True)
class Unit:
    """`name`: the codebook's form as a subject; `surfaces`: ways of writing it, `{at}` = `tỉnh` or `thành phố`.
    `bare`: the name without `Sở`, where it can stand in `các sở: …` (no comma, no `và`)."""

    name: str
    surfaces: tuple[str, ...]
    bare: str = ""


def _so(name: str, *short: str) -> Unit:
    plain = not any(word in name for word in (",", " và ", " - "))
    return Unit(f"Sở {name}", (f"Sở {name}", f"Sở {name}", *(f"Sở {s}" for s in short)), name if plain else "")


_LASTING = (
    _so("Nội vụ"),
    _so("Tài chính"),
    _so("Tư pháp"),
    _so("Xây dựng"),
    _so("Công Thương"),
    _so("Y tế"),
    _so("Ngoại vụ"),
    _so("Khoa học và Công nghệ", "KH&CN", "KHCN"),
    _so("Giáo dục và Đào tạo", "GD&ĐT", "GD-ĐT", "GDĐT"),
    _so("Văn hóa, Thể thao và Du lịch", "VH-TT&DL", "VHTT&DL", "VH,TT&DL"),
)
_OLD = (
    _so("Kế hoạch và Đầu tư", "KH&ĐT", "KH-ĐT", "KHĐT"),
    _so("Giao thông vận tải", "GTVT"),
    _so("Thông tin và Truyền thông", "TT&TT", "TT-TT"),
    _so("Tài nguyên và Môi trường", "TN&MT", "TNMT"),
    _so("Nông nghiệp và Phát triển nông thôn", "NN&PTNT", "NN-PTNT", "Nông nghiệp và PTNT"),
    _so("Lao động - Thương binh và Xã hội", "LĐ-TB&XH", "LĐTB&XH", "Lao động, Thương binh và Xã hội"),
)
_NEW = (_so("Nông nghiệp và Môi trường", "NN&MT"), _so("Dân tộc và Tôn giáo"))
_OFFICES = (
    Unit("Văn phòng Ủy ban nhân dân", ("Văn phòng UBND {at}", "Văn phòng UBND {at}", "Văn phòng Ủy ban nhân dân {at}")),
    Unit("Thanh tra", ("Thanh tra {at}",)),
)
_OLD_OFFICES = (
    Unit("Ban Dân tộc", ("Ban Dân tộc", "Ban Dân tộc {at}")),
    Unit("Ban Quản lý Khu kinh tế", ("Ban Quản lý Khu kinh tế", "Ban Quản lý Khu kinh tế {at}")),
)
_VERTICAL = (
    Unit("Công an", ("Công an {at}",)),
    Unit("Bảo hiểm xã hội", ("Bảo hiểm xã hội {at}", "BHXH {at}")),
    Unit("Kho bạc Nhà nước", ("Kho bạc Nhà nước {at}", "Kho bạc Nhà nước")),
)
_OLD_VERTICAL = (
    Unit("Cục Thuế", ("Cục Thuế {at}", "Cục Thuế")),
    Unit("Cục Hải quan", ("Cục Hải quan {at}", "Cục Hải quan")),
    Unit("Cục Quản lý thị trường", ("Cục Quản lý thị trường {at}", "Cục Quản lý thị trường")),
    Unit("Cục Thống kê", ("Cục Thống kê {at}", "Cục Thống kê")),
)


def departments(day: str) -> tuple[Unit, ...]:
    """The block `sở, ban, ngành`. Before the merger it includes boards that later were part of departments."""
    if day >= MERGED_FROM:
        return (*_LASTING, *_NEW, *_OFFICES)
    return (*_LASTING, *_OLD, *_OFFICES, *_OLD_OFFICES)


def vertical_units(day: str) -> tuple[Unit, ...]:
    """The block `cơ quan ngành dọc`; after the merger their local names changed twice, so that few are sure."""
    return _VERTICAL if day >= MERGED_FROM else (*_VERTICAL, *_OLD_VERTICAL)
