"""Cells to values: maturity, dates, yes and no, rights, parameters; text by its encoding."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importing.encoding import decode
from knowledge.importing.headers import field_of, guess_type, nearest_header
from knowledge.importing.parameters import parse_parameters
from knowledge.importing.values import (
    CellError,
    day,
    items,
    maturity,
    plain,
    rights,
    technical_fields,
    transfer_modes,
    yes_no,
)


@pytest.mark.parametrize(
    ("text", "trl"),
    [
        ("6", 6),
        ("TRL 6", 6),
        ("trl-7", 7),
        ("第5级", 5),
        ("六级", 6),
        ("TRL6/7", 6),
        ("6-7", 6),
        ("4.0", 4),
        ("实验室", 3),
        ("小试", 4),
        ("样机阶段", 5),
    ]
    + [("中试", 6), ("中试阶段", 6), ("产业化", 8), ("量产", 9)],
)
def test_maturity(text: str, trl: int) -> None:
    assert maturity(text) == trl


@pytest.mark.parametrize("text", ["中试后期", "10", "0", "较成熟", "TRL", "6.5", "-3", "6年", "5以上"])
def test_maturity_refused(text: str) -> None:
    with pytest.raises(CellError, match="请改为 1–9 的数字，或 小试/中试/产业化"):
        maturity(text)


def test_yes_no() -> None:
    assert [yes_no(text) for text in ("是", "可", "TRUE", "√", "否", "不支持", "0")] == [True] * 4 + [False] * 3
    with pytest.raises(CellError, match="是 或 否"):
        yes_no("也许")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-05-03", date(2024, 5, 3), date(2024, 5, 3)),
        ("2024年5月3日", date(2024, 5, 3), date(2024, 5, 3)),
        ("2024/5", date(2024, 5, 1), date(2024, 5, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024.12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-05-03 08:00:00", date(2024, 5, 3), date(2024, 5, 3)),
    ],
)
def test_day(text: str, first: date, last: date) -> None:
    assert (day(text), day(text, last=True)) == (first, last)


@pytest.mark.parametrize("text", ["2024-13-01", "2023-02-29", "长期", "24-5-3", "0000"])
def test_day_refused(text: str) -> None:
    with pytest.raises(CellError, match="请改为日期"):
        day(text)


def test_lists_fields_modes_and_rights() -> None:
    assert items("银纹；注塑、银纹, 干燥") == ["银纹", "注塑", "干燥"]
    assert technical_fields("新材料、机械；炼金") == (["新材料及其应用", "先进制造"], ["炼金"])
    assert transfer_modes("专利许可/作价入股；面议") == (["技术许可", "作价入股"], ["面议"])
    found = rights("发明专利 ZL202010123456.7（授权）；软著；正在申请两项")
    assert [(right.kind, right.number, right.status) for right in found] == [
        ("发明专利", "ZL202010123456.7", "授权"),
        ("软著", "", ""),
        ("正在申请两项", "", ""),
    ]
    assert (plain(3.0), plain(3.5), plain(" x ")) == ("3", "3.5", "x")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("良率≥98%；周期 ≤ 30 s", ["良率 ≥ 98 %", "周期 ≤ 30 s"]),
        ("抗拉强度达到 1200 MPa以上，延伸率大于5%", ["抗拉强度 ≥ 1200 MPa", "延伸率 ＞ 5 %"]),
        ("1. 转速:3000-5000 r/min；2. 精度±0.01mm", ["转速 3000–5000 r/min", "精度 ≤ 0.01 mm"]),
        ("寿命不低于3.5×10^5次", ["寿命 ≥ 350000 次"]),
        ("PM2.5去除率≥95%（25 ℃）", ["PM2.5去除率 ≥ 95 %（25 ℃）"]),
        ("温度-40~85℃", ["温度 -40–85 ℃"]),
        ("成本降低30%", ["成本降低 30 %"]),
        ("能耗为0.8kWh/t以下。", ["能耗 ≤ 0.8 kWh/t"]),
        ("产能 1,200 吨", ["产能 1200 吨"]),
        ("厚度约3mm", ["厚度 约 3 mm"]),
        ("真空度≥10^-4Pa", ["真空度 ≥ 0.0001 Pa"]),
        ("漏率≤1×10^-9 Pa·m3/s", ["漏率 ≤ 1×10^-9 Pa·m3/s"]),
        ("寿命不低于十年；产能 3 万吨以上", ["寿命 ≥ 10 年", "产能 ≥ 30000 吨"]),
        ("外径20±0.5mm；电压220V±10%", ["外径 19.5–20.5 mm", "电压 198–242 V"]),
        ("硬度HRC≥60；节拍 1~2 min/件", ["硬度 ≥ 60 HRC", "节拍 1–2 min/件"]),
        ("良率可达98.4%；20℃时电阻率为5Ω·m", ["良率 98.4 %", "20℃时电阻率 5 Ω·m"]),
        ("样品数≥5叠", ["样品数 ≥ 5 叠"]),
    ],
)
def test_parameters(text: str, lines: list[str]) -> None:
    found, rest = parse_parameters(text)
    assert ([parameter.text() for parameter in found], rest) == (lines, [])


@pytest.mark.parametrize(
    "text",
    [
        "外形美观",
        "98%以上",
        "符合国标",
        "第3代工艺",
        "≥5",
        "一次成型",
        "良率由92%提高到98%",
        "良率≥98%且稳定",
        "产量翻番",
    ],
)
def test_what_is_no_parameter_is_handed_back(text: str) -> None:
    assert parse_parameters(text) == ([], [text])


@given(st.text(alphabet="良率周期≥≤=约±0123456789.,-~至%MPa s；，、（）()\n以上", max_size=60))
def test_parameters_never_fail(text: str) -> None:
    found, _ = parse_parameters(text)
    assert all(parameter.name and parameter.value == parameter.value for parameter in found)


SAMPLE = "成果名称,简介\n注塑件表面银纹抑制,良率≥98%，周期≤30秒，适合家电与汽车零部件\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312"])
def test_encodings(encoding: str) -> None:
    text = SAMPLE.replace("≥", "大于") if encoding == "gb2312" else SAMPLE
    assert decode(text.encode(encoding)) == text


def test_rare_characters_in_gb18030() -> None:
    assert decode("负责人,㐂𠮷\n".encode("gb18030")) == "负责人,㐂𠮷\n"


def test_one_broken_byte_does_not_turn_utf8_into_rubbish() -> None:
    data = (SAMPLE * 10).encode()
    assert decode(data[:30] + data[31:]).count("\ufffd") <= 2
    assert "注塑件表面银纹抑制" in decode(data[:30] + data[31:])


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_say_why(data: bytes) -> None:
    from knowledge.importing import ImportProblem

    try:
        assert isinstance(decode(data), str)
    except ImportProblem as error:
        assert "UTF-8" in str(error)


def test_headers() -> None:
    assert field_of(" 成果 名称（必填）* ", "achievement") == "title"
    assert field_of("单位", "resource") == "operator" and field_of("单位", "expert") == "institution"
    assert field_of("颜色", "achievement") is None
    assert nearest_header("成果名成", "achievement") == "成果名称" and nearest_header("xyzw", "achievement") == ""
    assert guess_type(["姓名", "单位"], "") == "expert"
    assert guess_type(["名称", "资源类型"], "") == "resource"
    assert guess_type(["名称"], "专家库") == "expert" and guess_type(["名称"], "Sheet1") == "achievement"
