"""The words between a person and a post that is new or left: `được bổ nhiệm giữ chức`, `thôi giữ chức … để nhận`.

Source: survey of people, section 1.3 i. All patterns read folded lower-case text.
"""

from __future__ import annotations

import re

APPOINTED = re.compile(
    r"(?:\s*\([^()]{2,70}\))?[\s,\-)]*(?:(?:đã|vừa|mới|sẽ|người|tiếp tục|chính thức|trúng cử|tái cử)\s+)*"
    r"(?:(?:được|điều động|bổ nhiệm|bầu|chỉ định|đến|về|nhận)[^.;:]{0,90}?\s)?"
    r"(?P<word>giữ (?:chức(?: vụ| danh)?|vị trí|nhiệm vụ)|bầu (?:làm|giữ chức(?: vụ)?)|trúng cử(?: chức(?: vụ| danh)?)?|làm|"
    r"đảm nhiệm(?: chức(?: vụ)?)?|vào chức(?: vụ| danh)?|bổ nhiệm|chỉ định|bầu)\s+"
)
APPOINTING = re.compile(
    r"(?:bổ nhiệm|bầu|điều động|luân chuyển|chỉ định|phê chuẩn|phân công|tái cử|giới thiệu|giao)(?!\w)[^.;]{0,60}$|"
    r"(?:bổ nhiệm|bầu|chỉ định|phê chuẩn)(?!\w)[^.]*? giữ chức[^.]*$"
)
APPOINTMENT = re.compile(r"bổ nhiệm|bầu|điều động|chỉ định|luân chuyển|trúng cử|phê chuẩn|phân công")
DISMISSED = re.compile(r"(?:miễn nhiệm|thôi giữ|thôi làm|bãi nhiệm|cách chức)(?:\s+chức(?:\s+vụ|\s+danh)?)?\s*$")
DISMISSED_NAME = re.compile(r"\s*(?:đối với|của)\s*")
ONCE = re.compile(r"[\s,\-(]*(?:đã\s+)?(?:từng|trước đây|trước đó)\s+(?:là|giữ chức(?: vụ)?|làm|đảm nhiệm(?: chức vụ)?|giữ)\s+")
LEFT = re.compile(
    r"[\s,\-)]*(?:(?:đã|vừa|xin|được|cho|chính thức|sẽ)\s+)*(?:thôi(?: giữ| làm| đảm nhiệm)?|từ nhiệm|rời|miễn nhiệm)"
    r"(?:\s+(?:khỏi\s+)?(?:chức(?: vụ| danh)?|vị trí|cương vị|nhiệm vụ))?\s+"
)
# The post just named is the one left: `NAME, T thôi giữ chức vụ để nhận nhiệm vụ mới`.
LEFT_IT = re.compile(
    r"[\s,\-)]*(?:(?:đã|vừa|xin|được|cho|chính thức|sẽ)\s+)*"
    r"(?:thôi (?:giữ )?(?:chức|nhiệm vụ)|nghỉ (?:hưu|chế độ|công tác))(?!\w)"
)
TO_BECOME = re.compile(
    r"[\s,]*(?:để|và)\s(?:[^.;:]{0,80}?\s)?(?:giữ|nhận|đảm nhiệm|đảm nhận|làm)(?:\s+(?:chức(?: vụ| danh)?|vị trí|nhiệm vụ))?\s+"
)
