"""What reads as a person's name in Chinese: a common surname and a given name, and no word of trade.

Only for copies that are shared, where hiding a shop's short name too much does less harm than showing a neighbour's.
"""

from __future__ import annotations

import re
from functools import cache

from audit import catalogue

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍"
    "韦申尤毕聂焦向柳邢岳齐梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋甘景薄单包司柏宁"
)
_COMPOUND = frozenset(("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "东方"))
_TRADE = re.compile(
    "[店厂部馆社院校站网局厅室行楼坊铺城堂阁吧宝云通达家园场汇购播频乐听读课费卡月季年号账单付款票证件额融级山东南西北省市县区]"
    "|超市|科技|服务|文化|传媒|公司|集团|会员|方案|常用|安全|温馨|马上|文件|明细|华为|石化|石油|移动|联通|游戏|餐饮|美食|外卖"
)
_RUN = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{2,4}?(?=的|[^\u3400-\u9fff]|$)")


def is_person(name: str) -> bool:
    """Whether a text is most likely a person's name and nothing else.

    >>> is_person("张伟"), is_person("欧阳小明"), is_person("高德地图"), is_person("华为"), is_person("李记超市")
    (True, True, False, False, False)
    """
    given = name[2:] if name[:2] in _COMPOUND else name[1:] if name[:1] in _SURNAMES else ""
    chinese = re.fullmatch(r"[\u3400-\u9fff]{1,2}", given) is not None
    return chinese and not _TRADE.search(name) and name not in _known()


def persons_in(path: str) -> tuple[str, ...]:
    """The names of persons among the words of a file's or folder's name.

    >>> persons_in("张伟的账单/微信支付账单_李小红.csv")
    ('张伟', '李小红')
    """
    return tuple(word for word in _RUN.findall(path) if is_person(word))


@cache
def _known() -> frozenset[str]:
    """Names of the catalogue that only look like a person's."""
    services = [name for s in catalogue.services() for name in (*s.names, *s.merchants)]
    return frozenset((*services, *(name for c in catalogue.channels() for name in (c.name.zh, *c.wallet_prefixes))))
