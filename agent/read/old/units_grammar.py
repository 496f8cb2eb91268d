"""Which characters after a number are its unit."""

from __future__ import annotations

import re

from agent.read.old.units_lexicon import COUNTER_NAMES, HAN_UNITS, LATIN_UNITS

HARDNESS = frozenset({"HRC", "HRA", "HRB", "HBW", "HBS", "HB", "HV", "HS", "HLD", "HL"})
"""Hardness scales, which may stand before or after the number."""

_EXTRA_LATIN = (
    "KW KV KVA KN KG Kg Km KM Kpa KPa KPA MPA Mpa GPA Gpa PA Pa HZ Hz KHz KHZ kHz MHz MHZ Mhz GHz GHZ Ghz DB "
    "dB dB(A) dB(a) db(A) DB(A) dBA dBm dBi Wh wh WH kWh KWH KWh Kwh MWh GWh mAh Ah AH MAH mWh ML mL ml L l "
    "UL CFU cfu IU NTU RPM FPS Mbps Gbps Kbps MB GB TB KB KJ kJ Nm3 NM3 Nm N·m N.m kN·m KN·m Pa·s mPa·s mPa.s "
    "MPas cP cSt mm2 PPM ppm LUX Lux lux Lx EV eV keV MeV um UM MM CM mmHg kcal Kcal KCAL Ω μm μg μL μl μs μA "
    "μV μF μW Μm TPS QPS tps qps wt% vol% mol% at% %RH %FS %F.S %IACS LMH mil HRC HRA HRB HBW HB HV VA kVA MVA kvar "
    "Mvar bar Bar mbar pa mpa lm Lm cd nit nits dpi DPI fps rpm r MW mW μmol mmol mol kg g mg t h min s ms d "
    "a m cm mm nm dm km V v kV kv mV A mA kA W w kw kW N n kN J K T F H C B M U P μ ℃ °C °c ° % ‰ ㎡ ㎥ ㎜ ㎝ ㎞ ㎏ "
    "㎎ rad mrad Gy Sv mSv μSv Bq mgKOH ngTEQ GS/s MS/s kS/s pC nC μC tex dtex den Da kDa "
)
_CONDITION_ONLY = frozenset({"M", "D", "B", "P", "U", "C", "n", "a", "d", "F", "H"})
_PREFIXED = {
    **dict.fromkeys(("Pa", "pa", "PA"), "k K M m G g h"),
    **dict.fromkeys(("Hz", "HZ", "hz"), "k K M m G g T"),
    **dict.fromkeys(("V", "v"), "k K M m μ u"),
    **{"W": "k K M m G T μ", "w": "k K m M", "J": "k K M m G", "N": "k K M m", "L": "m M μ u d", "l": "m M μ u d"},
    **{
        "g": "k K m μ u n p",
        "m": "k K c d μ u n p",
        "s": "m μ u n p",
        "A": "k m μ u n",
        "Ω": "k K M m μ u",
        "F": "μ u n p",
    },
}
_SCALED = {prefix + base for base, prefixes in _PREFIXED.items() for prefix in prefixes.split()}
_LATIN_WORDS = sorted({*LATIN_UNITS, *_EXTRA_LATIN.split(), *_SCALED}, key=len, reverse=True)
_EXTRA_HAN = (
    "度 吨级 克拉 公斤级 万吨 类 代 工序 平方厘米 平方毫米 立方厘米 立方毫米 平方公里 平方微米 平方分米 立方分米 标方 个点 标准立方米 周龄 日龄 月龄 小时级 伏特 "
    "自由度 毫克当量 公里级 米级 纳米级 微米级 毫米级 厘米级 毫秒级 秒级 倍频 "
)
_HAN_WORDS = sorted({*HAN_UNITS, *COUNTER_NAMES, *_EXTRA_HAN.split()} - {"度电"}, key=len, reverse=True)
_POWER = r"(?:\^?\(?[-+]?[2346]\)?(?![\d.])|[⁻⁺]?[¹²³⁴]|\^-1|-1(?!\d))?"
_LATIN = rf"(?:{'|'.join(re.escape(w) for w in _LATIN_WORDS)}){_POWER}"
_HAN = rf"(?:{'|'.join(_HAN_WORDS)})"
_JOIN = r"(?:[·.*×?]|(?<=[a-zA-Z0-9]) (?=[a-zA-Z]))"
_BELOW = rf"(?:100|10|1|万|千)?(?:{_LATIN}(?![A-Za-z])|{_HAN}|[人车机线炉套卷班单模])"
_UNIT = re.compile(
    rf"(?:万|亿|千|百万)?(?:{_LATIN}(?![A-Za-z])|{_HAN})"
    rf"(?: ?/ ?(?:\({_BELOW}(?: ?[·.*×] ?(?:24|100?)?{_LATIN}(?![A-Za-z]))?\)|{_BELOW})|{_JOIN}(?:{_LATIN})(?![A-Za-z])|(?<=[克升摩尔拷贝个转])每{_HAN})*"
)
_UNIT_HAN_OK = re.compile(
    r"(?:倍|成|年|个月|月|天|日|小时|分钟|秒|度|米|厘米|毫米|公里|级|种|次|个|批|台|套|条|层|吨|公斤|克|周|支|瓶|件|点|人|项|篇|家|名|座|轴|路|维|代|位|万元|元)"
)
_SPACES = re.compile(r"[ \n]{0,3}")
_WORDS_NOT_UNITS = (
    "分:之别布析类解离段辨流层钟度期配为子成支 级:别联配 年:度产代 日:产常本照 天:然线 月:球 成:本分功品果型为套立熟份 里:程面氏 方:案式法面位向便 点:位阵云焊 路:面径由灯 "
    "道:路 周:边围期转 位:置移于数 开:发始关 组:织成分合件装 项:目 次:要数 个:体性 代:表码替理 条:件码 份:额 轴:承 孔:径 层:次 片:区 安:全装 欧:洲 "
    "转:化型让速矩子换向移 克:服隆 升:级降温 种:植子 焦:炉 维:护修生数空图 元:素件器 张:力 双:向 包:装含 头:部 类:型 目:标前的 台:阶 剂:量 架:构 人:工员机才 名:称 "
    "粒:径度 "
)
_NOT_UNIT_AFTER = dict(pair.split(":") for pair in _WORDS_NOT_UNITS.split())


def match_unit(text: str, pos: int, han_number: bool = False) -> tuple[str, int]:
    """The unit that follows the number ending at ``pos`` of folded ``text``: (unit without spaces, end), or ("", pos).

    After a Chinese numeral only everyday units count, since 一 and 三 begin many words.
    """
    start = _SPACES.match(text, pos).end()  # type: ignore[union-attr]
    match = _UNIT.match(text, start)
    if not match:
        return "", pos
    unit, end = match[0], match.end()
    following = text[end : end + 1]
    if unit in _NOT_UNIT_AFTER and following and following in _NOT_UNIT_AFTER[unit]:
        return "", pos
    if unit.isascii() and unit in _CONDITION_ONLY and "\n" in text[pos:start]:
        return "", pos
    if han_number and not _UNIT_HAN_OK.match(unit):
        return "", pos
    return unit.replace(" ", "").replace("\n", ""), end


def same_kind(left: str, right: str) -> bool:
    """Whether two units are spellings of one unit, such as ``t`` and ``吨`` (multiples are not looked at)."""
    return left == right or _plain(left) == _plain(right)


def _plain(unit: str) -> str:
    return HAN_UNITS.get(unit) or LATIN_UNITS.get(unit) or LATIN_UNITS.get(unit.lower()) or unit
