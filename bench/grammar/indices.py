"""The indices: names, scales, parts and bands (survey of scores, section 1). Values are drawn within the real ranges."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.facts import Unit as Measure


@dataclass(frozen=True, slots=True)
class Index:
    """`full` names the index where it first occurs, `short` later. `low`..`high`: where values lie; `places`: decimals;
    `scale`: a printed maximum; `parts`: (name as a component, its maximum); `years`: data years."""

    code: str
    full: tuple[str, ...]
    short: tuple[str, ...]
    unit: Measure
    low: float
    high: float
    places: int
    scale: int | None
    publisher: str
    years: tuple[int, int]
    parts: tuple[tuple[str, float], ...] = ()
    groups: tuple[str, ...] = ()


PAR_PARTS = (
    ("công tác chỉ đạo, điều hành cải cách hành chính", 10),
    ("cải cách thể chế", 10),
    ("cải cách thủ tục hành chính", 13),
    ("cải cách tổ chức bộ máy hành chính", 10.5),
    ("cải cách chế độ công vụ", 15),
    ("cải cách tài chính công", 12),
    ("xây dựng và phát triển chính quyền điện tử, chính quyền số", 13),
)
PAPI_PARTS = tuple(
    (name, 10.0)
    for name in (
        "tham gia của người dân ở cấp cơ sở",
        "công khai, minh bạch",
        "trách nhiệm giải trình",
        "kiểm soát tham nhũng trong khu vực công",
        "thủ tục hành chính công",
        "cung ứng dịch vụ công",
        "quản trị môi trường",
        "quản trị điện tử",
    )
)
PCI_PARTS = tuple(
    (name, 10.0)
    for name in (
        "gia nhập thị trường",
        "tiếp cận đất đai",
        "tính minh bạch",
        "chi phí thời gian",
        "chi phí không chính thức",
        "cạnh tranh bình đẳng",
        "tính năng động",
        "hỗ trợ doanh nghiệp",
        "đào tạo lao động",
        "thiết chế pháp lý",
    )
)
DTI_PARTS = (("chính quyền số", 1.0), ("kinh tế số", 1.0), ("xã hội số", 1.0))
SERVICE_PARTS = (
    ("công khai, minh bạch", 18.0),
    ("tiến độ giải quyết", 20.0),
    ("dịch vụ công trực tuyến", 12.0),
    ("thanh toán trực tuyến", 10.0),
    ("mức độ hài lòng", 18.0),
    ("số hóa hồ sơ", 22.0),
)

NATIONAL = (
    Index(
        "PAR_INDEX",
        (
            "Chỉ số cải cách hành chính (PAR INDEX)",
            "Chỉ số cải cách hành chính (CCHC)",
            "Chỉ số cải cách hành chính cấp tỉnh (PAR INDEX)",
            "chỉ số cải cách hành chính (Par Index)",
        ),
        ("PAR INDEX", "Chỉ số CCHC", "chỉ số PAR INDEX", "Chỉ số cải cách hành chính", "PAR-INDEX"),
        "point",
        74,
        93,
        2,
        100,
        "Bộ Nội vụ",
        (2012, 2025),
        PAR_PARTS,
    ),
    Index(
        "SIPAS",
        (
            "Chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính nhà nước (SIPAS)",
            "Chỉ số hài lòng về sự phục vụ hành chính (SIPAS)",
            "Chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước (SIPAS)",
        ),
        ("SIPAS", "Chỉ số SIPAS", "Chỉ số hài lòng", "chỉ số hài lòng của người dân (SIPAS)"),
        "percent",
        76,
        91,
        2,
        None,
        "Bộ Nội vụ",
        (2017, 2025),
    ),
    Index(
        "PAPI",
        ("Chỉ số hiệu quả quản trị và hành chính công cấp tỉnh (PAPI)", "Chỉ số Hiệu quả quản trị và hành chính công (PAPI)"),
        ("PAPI", "Chỉ số PAPI", "chỉ số PAPI"),
        "point",
        39.5,
        47.5,
        2,
        80,
        "Chương trình Phát triển Liên hợp quốc (UNDP)",
        (2018, 2025),
        PAPI_PARTS,
        ("cao nhất", "trung bình cao", "trung bình thấp", "thấp nhất"),
    ),
    Index(
        "PCI",
        ("Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)", "Chỉ số Năng lực cạnh tranh cấp tỉnh (PCI)"),
        ("PCI", "Chỉ số PCI", "chỉ số năng lực cạnh tranh (PCI)"),
        "point",
        56,
        74,
        2,
        100,
        "Liên đoàn Thương mại và Công nghiệp Việt Nam (VCCI)",
        (2012, 2024),
        PCI_PARTS,
        ("rất tốt", "tốt", "khá", "trung bình"),
    ),
    Index(
        "PGI",
        ("Chỉ số Xanh cấp tỉnh (PGI)", "Chỉ số Xanh (PGI)"),
        ("PGI", "Chỉ số PGI", "Chỉ số Xanh"),
        "point",
        14,
        27,
        2,
        40,
        "Liên đoàn Thương mại và Công nghiệp Việt Nam (VCCI)",
        (2022, 2024),
    ),
    Index(
        "DTI",
        ("Chỉ số đánh giá chuyển đổi số (DTI)", "Chỉ số chuyển đổi số (DTI)", "chỉ số chuyển đổi số cấp tỉnh (DTI)"),
        ("DTI", "Chỉ số DTI", "chỉ số chuyển đổi số"),
        "point",
        0.42,
        0.86,
        4,
        None,
        "Bộ Thông tin và Truyền thông",
        (2020, 2023),
        DTI_PARTS,
    ),
    Index(
        "ICT",
        (
            "Chỉ số sẵn sàng phát triển và ứng dụng công nghệ thông tin (ICT Index)",
            "Chỉ số ứng dụng công nghệ thông tin (ICT Index)",
        ),
        ("ICT Index", "chỉ số ICT", "Chỉ số ICT Index"),
        "point",
        0.22,
        0.79,
        4,
        None,
        "Bộ Thông tin và Truyền thông",
        (2012, 2019),
    ),
    Index(
        "PII",
        ("Chỉ số đổi mới sáng tạo cấp địa phương (PII)",),
        ("PII", "Chỉ số PII", "chỉ số đổi mới sáng tạo"),
        "point",
        24,
        62,
        2,
        100,
        "Bộ Khoa học và Công nghệ",
        (2023, 2025),
    ),
    Index(
        "FTA",
        ("Bộ chỉ số đánh giá kết quả thực hiện các FTA (FTA Index)",),
        ("FTA Index", "chỉ số FTA Index"),
        "point",
        15,
        35,
        2,
        40,
        "Bộ Công Thương",
        (2024, 2024),
    ),
)
BY_CODE = {i.code: i for i in NATIONAL}

SERVICE = Index(
    "SERVICE_766",
    (
        "Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục "
        "hành chính, cung cấp dịch vụ công theo thời gian thực (Bộ chỉ số 766)",
        "Bộ chỉ số phục vụ người dân, doanh nghiệp (Bộ chỉ số 766)",
        "Bộ chỉ số phục vụ người dân, doanh nghiệp",
    ),
    ("Bộ chỉ số 766", "Bộ chỉ số phục vụ người dân, doanh nghiệp"),
    "point",
    72,
    96,
    2,
    100,
    "Văn phòng Chính phủ",
    (2023, 2026),
    SERVICE_PARTS,
)

LOCAL = (
    Index(
        "PAR_LOCAL",
        ("Chỉ số cải cách hành chính (CCHC)", "Chỉ số cải cách hành chính", "chỉ số CCHC"),
        ("Chỉ số CCHC", "chỉ số cải cách hành chính", "Chỉ số cải cách hành chính"),
        "point",
        66,
        97,
        2,
        100,
        "",
        (2012, 2026),
        (("thẩm định", 65), ("điều tra xã hội học", 35)),
        ("xuất sắc", "tốt", "khá", "trung bình", "yếu"),
    ),
    Index(
        "SIPAS_LOCAL",
        ("Chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính (SIPAS)", "Chỉ số hài lòng (SIPAS)"),
        ("Chỉ số SIPAS", "SIPAS", "Chỉ số hài lòng"),
        "percent",
        78,
        98,
        2,
        None,
        "",
        (2017, 2026),
    ),
    Index(
        "DDCI",
        (
            "Chỉ số năng lực cạnh tranh cấp sở, ngành và địa phương (DDCI)",
            "Chỉ số năng lực cạnh tranh sở, ban, ngành và địa phương (DDCI)",
        ),
        ("DDCI", "Chỉ số DDCI"),
        "point",
        52,
        88,
        2,
        100,
        "",
        (2014, 2025),
        (),
        ("rất tốt", "tốt", "khá", "trung bình", "thấp"),
    ),
    Index(
        "DTI_LOCAL",
        ("Chỉ số đánh giá chuyển đổi số (DTI)", "Chỉ số chuyển đổi số (DTI)", "chỉ số chuyển đổi số"),
        ("Chỉ số DTI", "DTI", "chỉ số chuyển đổi số"),
        "point",
        45,
        95,
        2,
        100,
        "",
        (2021, 2026),
        (),
        ("tốt", "khá", "trung bình"),
    ),
    Index(
        "ICT_LOCAL",
        ("Chỉ số ứng dụng công nghệ thông tin (ICT Index)", "chỉ số ứng dụng CNTT (ICT Index)"),
        ("ICT Index", "chỉ số ICT"),
        "point",
        48,
        93,
        2,
        100,
        "",
        (2013, 2021),
        (),
        ("tốt", "khá", "trung bình"),
    ),
)
LOCAL_BY_CODE = {i.code: i for i in LOCAL}
LADDERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "PAR_LOCAL": (
        ("xuất sắc", "tốt", "khá", "trung bình", "yếu"),
        ("tốt", "khá", "trung bình", "yếu"),
        ("tốt", "khá", "trung bình"),
    ),
    "DDCI": (("rất tốt", "tốt", "khá", "trung bình", "thấp"), ("tốt", "khá", "trung bình")),
    "DTI_LOCAL": (("tốt", "khá", "trung bình"),),
    "ICT_LOCAL": (("tốt", "khá", "trung bình"),),
    "SIPAS_LOCAL": (),
}

MIDLANDS_AND_NORTH = frozenset(
    [
        "Hà Giang",
        "Cao Bằng",
        "Bắc Kạn",
        "Tuyên Quang",
        "Lào Cai",
        "Yên Bái",
        "Lai Châu",
        "Điện Biên",
        "Sơn La",
        "Lạng Sơn",
        "Hòa Bình",
        "Thái Nguyên",
        "Bắc Giang",
        "Phú Thọ",
    ]
)
# Members only where the sizes are undisputed, before the reform: (name, how many, members).
REGIONS: tuple[tuple[str, int, frozenset[str]], ...] = (
    ("Tây Nguyên", 5, frozenset(["Gia Lai", "Kon Tum", "Đắk Lắk", "Đắk Nông", "Lâm Đồng"])),
    ("Đông Nam Bộ", 6, frozenset(["Đồng Nai", "Bình Dương", "Bình Phước", "Tây Ninh", "Bà Rịa - Vũng Tàu"])),
    (
        "Đồng bằng sông Cửu Long",
        13,
        frozenset(
            [
                "Long An",
                "Tiền Giang",
                "Bến Tre",
                "Trà Vinh",
                "Vĩnh Long",
                "Đồng Tháp",
                "An Giang",
                "Kiên Giang",
                "Hậu Giang",
                "Sóc Trăng",
                "Bạc Liêu",
                "Cà Mau",
            ]
        ),
    ),
    (
        "trung du và miền núi phía Bắc",
        14,
        MIDLANDS_AND_NORTH,
    ),
    (
        "Bắc Trung Bộ và Duyên hải miền Trung",
        14,
        frozenset(
            [
                "Thanh Hóa",
                "Nghệ An",
                "Hà Tĩnh",
                "Quảng Bình",
                "Quảng Trị",
                "Quảng Nam",
                "Quảng Ngãi",
                "Bình Định",
                "Phú Yên",
                "Khánh Hòa",
                "Ninh Thuận",
                "Bình Thuận",
            ]
        ),
    ),
)


def national_at(year: int) -> list[Index]:
    """The national indices of a data year."""
    return [i for i in NATIONAL if i.years[0] <= year <= i.years[1]]


def ranked(code: str, year: int) -> int:
    """How many provinces an edition ranks. PAPI left two out in 2023 and 2024."""
    if year >= 2025:
        return 34
    return 61 if code == "PAPI" and year in (2023, 2024) else 63
