"""Object and problem of messages that the first edition read wrongly, each with two siblings."""

from __future__ import annotations

from datetime import date

import pytest

from agent.read import understand
from knowledge.text import simplify

TODAY = date(2026, 3, 1)
OBJECTS = [
    # what the first edition took for the object: 去年营业额三千万元
    ("去年营业额三千万元，我们做铜铝复合排的，结合面老分层", "铜铝复合排"),
    ("员工两百多人，去年产值八千万，做硅胶奶嘴的，表面发黏", "硅胶奶嘴"),
    ("注册资金五百万，主营橡胶止水带，接头容易开裂", "橡胶止水带"),
    # 三个问题一起问
    ("三个问题一起问，注塑周转箱翘边、发脆、印字掉色", "注塑周转箱"),
    ("两件事一块说，烤烟房温度不均、排湿慢", "烤烟房"),
    ("问个事，花生油放久了有回味", "花生油"),
    # 不缺钱
    ("不缺钱，就是锂电铜箔老断带", "锂电铜箔"),
    ("钱不是问题，热轧辊掉肉严重", "热轧辊"),
    ("资金没问题，酱卤鸭脖胀袋", "酱卤鸭脖"),
    # 除了
    ("除了四川的都行，我们找做铝灰资源化的团队", "铝灰"),
    ("除了原来那家都可以谈，啤酒糟烘干太费气", "啤酒糟"),
    ("除了进口件，电梯门机皮带都不耐磨", "电梯门机皮带"),
    # 是做隧道的嘛
    ("我们是做隧道的嘛，喷混凝土回弹大", "隧道|喷混凝土"),
    ("我是养鳗鱼的嘛，池底黑泥发臭", "鳗鱼|池底黑泥"),
    ("咱是烧瓷砖的嘛，釉面针孔多", "瓷砖|釉面"),
    # 去年溃疡病死
    ("猕猴桃去年溃疡病死了三分之一", "猕猴桃"),
    ("柑橘去年黄龙病砍了一半", "柑橘|黄龙病"),
    ("大黄鱼今年内脏白点病死了不少", "大黄鱼"),
    # 们廠
    ("我們廠做五金沖壓件，毛刺大", "五金沖壓件|五金冲压件"),
    ("敝司做塑膠齒輪，噪音大", "塑膠齒輪|塑胶齿轮"),
    ("我哋做涼茶飲料，沉澱多", "涼茶飲料|凉茶饮料"),
    # 鸡舍里呛得慌
    ("鸡舍里呛得慌，一进去睁不开眼", "鸡舍"),
    ("电泳车间味道大得很，工人头晕", "电泳车间"),
    ("冷库里头地上老结冰", "冷库"),
    # 桃冷库
    ("猕猴桃冷库里软得快", "猕猴桃冷库|猕猴桃"),
    ("水蜜桃冷库放十天就褐变", "水蜜桃冷库|水蜜桃"),
    ("香菇冷库出来就发黑", "香菇冷库|香菇"),
    # 残油下
    ("榨油车间粕里残油下不去", "粕|榨油车间"),
    ("淀粉车间渣里蛋白上不来", "渣|淀粉车间"),
    ("选矿厂尾矿里金品位降不下去", "尾矿|选矿厂尾矿"),
]
FRAGMENTS = ("桃冷库", "残油下", "们廠", "品位降", "蛋白上", "除了", "三个问题", "不缺钱", "溃疡病死", "呛得慌")
PROBLEMS = [
    ("污水处理厂出水总氮超标怎么办", "总氮超标"),
    ("我们厂做压铸轮毂，表面总有气孔，合格率只有85%，预算30万，三个月内解决", "气孔"),
    ("茶饮料灌装线瓶盖扭力不稳，想请专家看看", "扭力不稳"),
    ("养殖场的沼渣没人要，想做成花肥", "没人要|做成花肥"),
    ("液压支架立柱镀层起泡脱落", "起泡脱落"),
    ("纯电公交空调制热太费电，冬天续航掉一半", "费电|续航掉一半"),
]
READABLE = [
    # sentences of public reports whose problem had been cut to no phrase, each with two siblings
    ("汙水廠要求出水氨氮不高於1.5毫克/公升", "污水厂|出水", "氨氮"),
    ("自來水廠要求出水濁度不高於0.1", "自来水厂|自来水|出水", "浊度"),
    ("電鍍廠要求總鉻低於0.5毫克/公升", "电镀厂|总铬", "总铬"),
    ("我們廠做汽車保險桿射出件，表面總有銀紋，良率只有92%，想提高到98%以上", "汽车保险杆射出件", "表面银纹"),
    ("我們廠做筆電外殼壓鑄件，邊緣總有毛刺，良率只有88%，想提高到96%以上", "笔电外壳压铸件", "边缘毛刺"),
    ("敝廠生產不鏽鋼保溫杯，杯口常有裂紋，合格率只有90%，想做到97%", "不锈钢保温杯", "裂纹"),
    ("隔膜泵膜片现在只能撑300次（客户要求≥1500次），而且价格贵了35%", "隔膜泵膜片", "只能撑300次"),
    ("洗车机毛刷现在只能用200次（客户要求≥1000次），还掉毛", "洗车机毛刷", "只能用200次"),
    ("注塑机螺杆目前只能撑半年，客户要求两年", "注塑机螺杆", "只能撑半年"),
    ("我们注塑件良率只有92%，想提高到98%以上", "注塑件", "良率只有92%"),
    ("我们焊接件合格率只有85%，想提高到95%以上", "焊接件", "合格率只有85%"),
    ("我厂镀锌板附着力不到2级，希望达到0级", "镀锌板", "附着力不到2级"),
    ("目前硬度只有HRC45上下浮动3", "", "硬度只有HRC45"),
    ("现在粘度只有2500左右", "", "粘度只有2500"),
    ("浓度小于0.5mg/m³", "", "浓度小于0.5mg/m³"),
]


def _names(found: str, accepted: str) -> bool:
    return bool(found) and any(found in option or option in found for option in accepted.split("|"))


@pytest.mark.parametrize(("text", "accepted"), OBJECTS, ids=[text[:10] for text, _ in OBJECTS])
def test_the_object_is_what_the_need_is_about(text: str, accepted: str) -> None:
    assert _names(understand(text, today=TODAY).object, accepted)


@pytest.mark.parametrize("text", [text for text, _ in OBJECTS], ids=[text[:10] for text, _ in OBJECTS])
def test_no_object_is_a_fragment_of_a_sentence(text: str) -> None:
    thing = understand(text, today=TODAY).object
    assert thing in simplify(text)
    assert not any(fragment == thing for fragment in FRAGMENTS)
    assert not thing.startswith(("的", "了", "我们", "是"))


@pytest.mark.parametrize(("text", "accepted"), PROBLEMS, ids=[text[:10] for text, _ in PROBLEMS])
def test_the_problem_is_a_readable_phrase_of_the_text(text: str, accepted: str) -> None:
    problem = understand(text, today=TODAY).problem
    assert any(option in problem for option in accepted.split("|"))
    assert len(problem) <= 25
    assert not problem.startswith(("想", "我们", "希望", "总有", "，"))


@pytest.mark.parametrize(("text", "accepted", "problem"), READABLE, ids=[text[:10] for text, *_ in READABLE])
def test_what_is_said_of_an_amount_stays_whole(text: str, accepted: str, problem: str) -> None:
    card = understand(text, today=TODAY)
    assert not accepted or _names(card.object, accepted)
    assert problem in card.problem
