"""The catalogue of services: enough of them, none mistaken for another, nothing said without a source."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import catalogue
from audit.catalogue import Service, find_service, fold
from audit.catalogue.records import Record, check_records, load_toml, read_records
from audit.catalogue.service_names import index_names
from audit.catalogue.services import _KNOWN, _KNOWN_OF_WAY, KINDS, Basis, read_service, read_way, refuse_unsafe_names
from audit.cli import main
from audit.errors import RuleError

FOUND = catalogue.services()
CHINESE = re.compile("[一-鿿]")
GENERIC = Record("services.toml [names]", load_toml("services.toml")["names"]).texts("generic")
OTHER = Record("services.toml [names]", load_toml("services.toml")["names"]).texts("other")
MEMBERSHIP = Record("services.toml [names]", load_toml("services.toml")["names"]).texts("membership")
GENERAL = [read_way(r).words for r in read_records("services.toml", "way", _KNOWN_OF_WAY)]
Out = pytest.CaptureFixture[str]


def found_in(text: str) -> str:
    service = find_service(text)
    return service.id if service else ""


def service(id: str) -> Service:
    return next(s for s in FOUND if s.id == id)


def test_there_are_at_least_150_services_of_every_kind_chinese_first() -> None:
    kinds = Counter(s.kind for s in FOUND)
    assert len(FOUND) >= 300
    assert len([s for s in FOUND if CHINESE.search(s.name.zh)]) >= 200
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 4


def test_every_name_and_every_printed_row_means_its_own_service_alone() -> None:
    alone = {(n, s.id) for s in FOUND for n in s.names}
    printed = {(f"{p.counterparty} {p.text}", s.id) for s in FOUND for p in s.printed}
    within = {(f"深圳某某公司 {n}连续包月", s.id) for s in FOUND for n in (*s.name, *s.aliases, *s.brands)}
    assert [(text, found_in(text), id) for text, id in alone | printed | within if found_in(text) != id] == []
    assert len(printed) >= 90


def test_both_languages_are_there_and_natural() -> None:
    for known in FOUND:
        english = (known.name.en, *(p.name.en for p in known.plans))
        assert not CHINESE.search(" ".join(english)), known.id
        assert CHINESE.search(known.cancel.zh), known.id
        assert not re.search(r"[一-鿿] ?[,;!?]|[,;][一-鿿]", known.cancel.zh), known.id  # half-width stops
        assert len(known.cancel.en) > 10, known.id


def test_nothing_is_stated_from_memory_but_names() -> None:
    for known in FOUND:
        assert all(p.confidence != "memory" and p.source and p.as_of <= date(2026, 11, 22) for p in known.plans)
        assert all(p.confidence != "memory" and p.source for p in known.printed)
        assert known.window_basis is None or known.window_basis.confidence != "memory"
        assert known.interval_basis is None or known.interval_basis.confidence != "memory"


def test_every_field_that_is_stated_has_a_source_and_how_sure_it_is() -> None:
    for s in FOUND:
        stated = [
            (bool(s.merchants), s.merchants_basis),
            (bool(s.interval), s.interval_basis),
            (bool(s.billing), s.billing_basis),
            (s.precharge_days is not None or s.cut_off_hours is not None, s.window_basis),
        ]
        assert [told for told, basis in stated if told != (basis is not None)] == [], s.id
        assert all(basis.source and basis.confidence for _, basis in stated if basis), s.id
        assert s.source
        assert s.way_out.source
        assert s.way_out.checked >= date(2026, 11, 22)


def test_most_are_billed_in_advance_a_carriers_services_with_its_bill_and_some_are_left_open() -> None:
    billed = {s.id: s.billing for s in FOUND}
    assert {s.billing for s in FOUND if s.kind == "carrier"} == {"arrears"}
    assert (billed["iqiyi"], billed["icloud"], billed["google_workspace"]) == ("advance", "advance", "arrears")
    assert (billed["github"], billed["patreon"], billed["hellofresh"]) == ("", "", "")
    assert {s.billing_basis for s in FOUND if s.id == "uber_one"} == {
        Basis("help.uber.com (stored copy): benefits last to the end of the billing period", "official_vendor_page")
    }


@pytest.mark.parametrize(
    ("id", "precharge_days", "cut_off_hours"),
    [
        ("uber_one", None, 48),
        ("chatgpt", None, 24),
        ("dashpass", None, 24),
        ("nintendo_online", 2, 48),
        ("zhihu", None, 72),
    ],
)
def test_windows_of_a_service_stand_with_their_source(id: str, precharge_days: int | None, cut_off_hours: int) -> None:
    known = service(id)
    assert (known.precharge_days, known.cut_off_hours) == (precharge_days, cut_off_hours)
    assert known.window_basis is not None


def test_where_to_cancel_is_told_by_itself_for_the_sixty_best_known() -> None:
    own = [s.id for s in FOUND if s.way_out.confidence != "memory" and not s.store and s.way_out.words not in GENERAL]
    assert len(own) >= 60
    assert {"tencent_video", "baidu_pan", "qq_green", "weibo", "88vip", "uber_one", "dropbox", "nordvpn"} <= set(own)


def test_sellers_are_named_by_their_companies_for_over_a_hundred() -> None:
    assert len([s for s in FOUND if s.merchants]) >= 120
    assert "北京爱奇艺科技有限公司" in service("iqiyi").merchants
    assert "北京智者天下科技有限公司" in service("zhihu").merchants


@pytest.mark.parametrize(
    ("id", "name", "price", "currency", "interval", "as_of"),
    [
        ("iqiyi", "黄金VIP 连续包月", "22.00", "CNY", ("month", 1), date(2021, 12, 16)),
        ("iqiyi", "黄金VIP 年卡", "248.00", "CNY", ("year", 1), date(2021, 12, 16)),
        ("iqiyi", "黄金VIP 连续包月", "25.00", "CNY", ("month", 1), date(2022, 12, 16)),
        ("mango", "连续包月", "22.00", "CNY", ("month", 1), date(2022, 8, 9)),
        ("mango", "连续包月", "19.00", "CNY", ("month", 1), date(2022, 8, 8)),
        ("qq_green", "豪华绿钻 连续包年", "158.00", "CNY", ("year", 1), date(2023, 7, 4)),
        ("sams_cn", "卓越会籍", "680.00", "CNY", ("year", 1), date(2026, 1, 6)),
        ("youku", "连续包季", "68.00", "CNY", ("quarter", 1), date(2022, 6, 21)),
        ("tencent_video", "连续包月", "25.00", "CNY", ("month", 1), date(2022, 4, 20)),
        ("jd_plus", "年卡", "99.00", "CNY", ("year", 1), date(2026, 5, 23)),
        ("hellobike", "30 天", "18.80", "CNY", ("day", 30), date(2025, 7, 31)),
        ("apple_tv_plus", "按月", "12.99", "USD", ("month", 1), date(2025, 8, 31)),
        ("xbox", "Ultimate", "29.99", "USD", ("month", 1), date(2025, 10, 1)),
        ("amazon_prime", "按年", "139.00", "USD", ("year", 1), date(2022, 2, 18)),
    ],
)
def test_prices_are_exact_and_of_their_day(
    id: str, name: str, price: str, currency: str, interval: tuple[str, int], as_of: date
) -> None:
    wanted = (Decimal(price), currency, *interval, as_of)
    assert wanted in [
        (p.price, p.currency, p.interval, p.interval_count, p.as_of) for p in service(id).plans if p.name.zh == name
    ]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Spotify AB Stockholm", "spotify"),
        ("PAYPAL *SPOTIFY P1A2B3C4", "spotify"),
        ("APL*APPLE MUSIC 866-712-7753", "apple_music"),
        ("百度 百度网盘SVIP会员连续包月", "baidu_pan"),
        ("腾讯 QQ大会员", "qq_grand"),
        ("黄钻", "qq_yellow"),
        ("某珠宝行 黄钻戒指", ""),
        ("App Store & Apple Music；05.15购买", ""),
        ("Keep", "keep"),
        ("Keep Cup Store", ""),
        ("Calm", "calm"),
        ("Calm Harbour Hotel", ""),
        ("TIDAL WAVE CAR WASH", ""),
        ("MAX PREMIUM TYRES", ""),
        ("某酒店 白金会员", ""),
        ("特来电 充电连续包月", ""),
        ("广州唯品会电子商务有限公司 唯品会订单", ""),
        ("NETFLIXX", ""),
        ("WPS*GWPS", ""),
        ("WPS", "wps"),
        ("WPS 超级会员", "wps"),
        ("爱奇艺", "iqiyi"),
        ("爱奇艺 连续包月", "iqiyi"),
        ("爱奇艺 爱奇艺", "iqiyi"),
        ("爱奇艺 奇豆充值", ""),
        ("北京卡路里科技有限公司 连续包月", "keep"),
        ("北京卡路里科技有限公司 瑜伽垫", ""),
        ("山姆会员 卓越会籍续费", "sams_cn"),
        ("山姆会员商店 会员卡续费", ""),
    ],
)
def test_a_name_is_a_word_of_the_text_and_a_common_word_only_the_whole_of_it(text: str, id: str) -> None:
    assert found_in(text) == id


def slowly_found_in(text: str) -> str:
    """The same by one regular expression a name: letters in order, whatever blanks stand between them."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold()
    hits = {(len(fold(n)), "") for n in OTHER if whole_word(fold(n)).search(folded)}
    for s in FOUND:
        hits |= {(len(fold(n)), s.id) for n in (*s.name, *s.aliases) if whole_word(fold(n)).search(folded)}
        hits |= {(len(fold(n)), s.id) for n in s.brands if whole_word(fold(n)).search(folded) and of_members(n, folded)}
        hits |= {(len(fold(n)), s.id) for n in s.called if fold(n) == folded.replace(" ", "")}
    best = {id for length, id in hits if length == max(n for n, _ in hits)}
    return best.pop() if len(best) == 1 else ""


def of_members(brand: str, folded: str) -> bool:
    rest = folded.replace(" ", "").replace(fold(brand), "")
    return not rest or any(fold(word) in rest for word in MEMBERSHIP)


@cache
def whole_word(name: str) -> re.Pattern[str]:
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", name) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", name) else ""
    return re.compile(before + r"\s*".join(map(re.escape, name)) + after)


@settings(max_examples=50)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([n for s in FOUND for n in s.names]),
            st.sampled_from([" ", "  ", "a", "X1", "会员", "-", "*", "（", "Ｐlus", "；05.15购买", *OTHER]),
        ),
        min_size=1,
        max_size=5,
    ).map("".join)
)
def test_one_pass_finds_what_a_pattern_a_name_finds(text: str) -> None:
    assert found_in(text) == slowly_found_in(text)


ORDINARY = """
永辉超市 永辉超市购物
沃尔玛（中国）投资有限公司 沃尔玛购物
山姆会员商店 山姆会员商店购物
山姆会员店 门店消费
沃尔玛山姆会员商店 线下扫码付
盒马鲜生 盒马鲜生购物
盒马X会员店 门店消费
开市客（Costco）会员店 门店消费
Costco Wholesale 门店消费
大润发 购物
家乐福 购物
华润万家 购物
物美超市 购物
胖东来 购物
罗森便利店 消费
全家FamilyMart 消费
7-ELEVEN 便利店消费
美宜佳 扫码付款
便利蜂 订单
星巴克 拿铁
瑞幸咖啡 订单
库迪咖啡 生椰拿铁
Manner Coffee 美式
麦当劳 巨无霸套餐
肯德基 疯狂星期四
必胜客 宅急送
海底捞火锅 堂食
西贝莜面村 消费
喜茶 多肉葡萄
奈雪的茶 订单
蜜雪冰城 柠檬水
沙县小吃 收款
兰州拉面 二维码收款
某某理发店 剪发
美发沙龙 会员充值
健身房 私教课
乐刻运动 单次团课
乐刻健身 一次性体验课
百丽宫影城 电影票
淘票票 电影票
猫眼 电影票2张
大麦网 演出票
万达影城 爆米花
Apple Store 官方商城 iPhone 17
Apple Store 上海浦东 AirPods
苹果电脑贸易（上海）有限公司 MacBook Air
Apple 产品京东自营旗舰店 订单
小米之家 小米手机
小米商城 手机壳
华为商城 Mate 80
华为终端有限公司 手表
OPPO官方旗舰店 耳机
vivo官方商城 手机
腾讯云计算（北京）有限责任公司 腾讯云账户充值
腾讯云 云服务器按量计费
阿里云计算有限公司 ECS包年
阿里云 余额充值
百度智能云 账户充值
华为云 弹性云服务器
深圳市腾讯计算机系统有限公司 Q币充值
深圳市腾讯天游科技有限公司 王者荣耀点券
财付通 理财通
腾讯公益 月捐
腾讯微保 百万医疗
微信红包 红包
微信转账 转账
微信支付 提现
群收款 聚餐
京东商城业务 某某数码配件
京东 京东自营订单
京东到家 水果
京东健康 药品
京东白条 还款
达达快送 配送
淘宝 某某女装店
天猫超市 纸巾
拼多多 某某水果店
拼多多平台商户 先用后付
唯品会 唯品会订单
广州唯品会电子商务有限公司 唯品会订单号
苏宁易购 冰箱
抖音电商商家 直播间订单
抖音充值 抖币
快手小店 农产品
小红书 商城订单
得物 球鞋
闲鱼 二手手机
什么值得买 好物订单
网易严选 床品订单
考拉海购 奶粉
美团 美团外卖订单
美团外卖 黄焖鸡米饭
美团 先骑后付
美团单车 单次骑行
美团 美团优选
美团买菜 蔬菜
美团 酒店订单
大众点评 团购券
饿了么 外卖订单
饿了么 麻辣香锅
拉扎斯网络科技（上海）有限公司 外卖订单
滴滴出行 快车
滴滴出行科技有限公司 先乘后付
滴滴出行 打车费
高德打车 行程
曹操出行 行程
T3出行 行程
哈啰单车 单次骑行
哈啰出行 先骑后付
上海钧正网络科技有限公司 骑行
青桔单车 单次骑行
杭州青奇科技有限公司 先乘车后付款
北京地铁 乘车
上海地铁 进出站
杭州公交 乘车码
铁路12306 火车票
携程旅行网 酒店
上海携程商务有限公司 机票
去哪儿网 机票
飞猪 机票
同程旅行 火车票
航旅纵横 值机选座
中国南方航空 机票
智行火车票 抢票加速包
首都机场停车 停车费
高速ETC 通行费
中国石化 加油
中国石油 加油
特来电 充电
星星充电 充电
国家电网 电费
燃气公司 燃气费
自来水公司 水费
物业管理 物业费
中国移动 话费充值
中国移动通信集团 为138****0000话费充值
中国移动 流量加油包
中国联通 话费充值
中国电信 话费充值
中国电信 宽带费
中国广电 话费充值
顺丰速运 运费
中通快递 寄件
菜鸟裹裹 寄件
丰巢 超时费
平安保险 车险
中国人寿 保险承保
某某药房 药品
益丰大药房 购药
某某医院 门诊缴费
好大夫在线 问诊
丁香医生 单次问诊
某某幼儿园 学费
新东方 课程报名
学而思 图书
作业帮 学习机
某某大学 校园卡充值
中国知网 论文下载
百度文库 单篇文档下载
知乎 单篇付费
喜马拉雅 单集购买
得到 单本电子书
微信读书 书币充值
起点读书 起点币
QQ阅读 书币充值
晋江文学城 晋江币
番茄小说 打赏
快看漫画 KK币
腾讯动漫 点券
网易云音乐 数字专辑
QQ音乐 数字专辑
酷狗音乐 直播充值
全民K歌 K币充值
唱吧 金币
斗鱼直播 鱼翅
虎牙直播 虎牙币
哔哩哔哩 B币充值
哔哩哔哩会员购 手办
上海宽娱数码科技有限公司 会员购手办
爱奇艺 奇豆充值
腾讯视频 电影点播
优酷 单片点播
芒果TV 小芒商品
咪咕视频 单场点播
西瓜视频 打赏
央视频 云直播单场
小黑盒 游戏激活码
小黑盒 Steam钱包
5EPlay 皮肤
Steam 游戏
WeGame 游戏本体
育碧商城 刺客信条
任天堂 香港eShop 塞尔达
PlayStation Store 游戏
Xbox 游戏点数
Nintendo eShop Zelda
米哈游 创世结晶
网易游戏 点卡
百度 百度推广充值
百度 百度贴吧T豆
夸克 打印
夸克扫描王 单次扫描
WPS 打印券
WPS 稻壳模板单次下载
迅雷网络 流量矿石
深圳市迅雷网络技术有限公司 雷币充值
Keep 运动手环
北京卡路里科技有限公司 瑜伽垫
Keep 瑜伽垫
飞书 购买纸质日历
钉钉 智能打卡机
金山办公 一次性转换
扫描全能王 扫描仪硬件
美团 充电宝
街电 充电宝
怪兽充电 租借
AMAZON MARKETPLACE ORDER
AMZN Mktp US*2A3B4C5D6
AMAZON.COM*RT4XX1AB2 SEATTLE
Amazon Fresh groceries
WHOLEFDS MKT 10234
APPLE STORE R123 NEW YORK
APPLE ONLINE STORE CUPERTINO
BEST BUY 00012345
WALMART SUPERCENTER 1234
WM SUPERCENTER #3456
TARGET T-1234
COSTCO WHSE #0042
SAMS CLUB #6789
TRADER JOES 552
UBER *TRIP HELP.UBER.COM
UBER *EATS
UBER EATS PENDING
LYFT *RIDE SUN 6PM
DOORDASH*CHIPOTLE
DOORDASH*WALGREENS
INSTACART ORDER
STARBUCKS STORE 01234
SHELL OIL 57444
MICROSOFT STORE SURFACE
MICROSOFT*STORE
MSFT AZURE USAGE
GOOGLE *CLOUD_01A2B3
GOOGLE *ADS1234567
Google Store Pixel 10
SONY ELECTRONICS
SKY HARBOR AIRPORT PARKING
SKYLINE DINER
NOW FOODS VITAMINS
MAX MARA BOUTIQUE
PEACOCK ALLEY RESTAURANT
HINGE HARDWARE CO
CALM WATERS SPA
NOTION CAFE
SLACK JEANS OUTLET
MEDIUM RARE STEAKHOUSE
CANAL STREET MARKET
TIDAL WAVE AUTO SPA
CURSOR ROAD GARAGE
POE'S TAVERN
CLAUDE MONET MUSEUM SHOP
BUMBLE BEE SEAFOOD
MATCH POINT TENNIS
FACTOR MEDICAL SUPPLY
STEAMGAMES.COM 4259522985
ETSY.COM*HANDMADE
EBAY O*12-34567
PAYPAL *EBAY
PAYPAL *JOHNSMITH
PAYPAL *STEAM GAMES
NINTENDO CD123456 GAME
PLAYSTATION NETWORK GAME
XBOX GAME MICROSOFT
CANVAS HOME DECOR
LINKEDIN JOB POST
FIGMARO RISTORANTE
ADOBE BRICKS LLC
ADOBE ROSE INN
GITHUB SHOP MERCH
OPENAI API CREDITS
OPENAI *API USAGE
STRAVACCI GELATO
NETFLIX HOUSE DALLAS
DISNEY STORE
DISNEYLAND PARK TICKETS
SPOTIFY CAMP NOU TICKETS
HULU THEATRE
NEW YORK TIMES STORE
ECONOMIST BOOKSHOP
KINDLE SVCS*E-BOOK
Kindle Paperwhite
AUDIBLE*AUDIOBOOK EXTRA CREDIT
PRIME VIDEO *RENTAL
Prime Video movie rental
YouTube movie purchase
TWITCH BITS
PATREON MERCH
PELOTON BIKE PURCHASE
CHEGG BOOKS
COURSERA SINGLE COURSE
天猫 88VIP专享价 洗衣液
京东自营 京东PLUS专享价 耳机
唯品会 唯品会超级VIP专享 外套
腾讯视频号 小店订单
B站会员购 手办
App Store & Apple Music；05.15购买
NETFLIX SHOP LOS GATOS
"""


def test_ordinary_purchases_are_no_service() -> None:
    texts = ORDINARY.strip().splitlines()
    assert len(texts) >= 280
    assert [(text, found_in(text)) for text in texts if found_in(text)] == []


def test_two_services_with_names_of_one_length_are_no_answer() -> None:
    index = index_names([("青云卡", "a"), ("白云卡", "b"), ("白云卡月", "b")], [("云", "c")])
    assert index.owners_in("青云卡和白云卡") == {"a", "b"}
    assert index.owners_in("青云卡和白云卡月") == {"b"}
    assert (index.owners_in(" 云 "), index.owners_in("云云"), index.owners_in("")) == ({"c"}, set(), set())


WAY = read_way(
    Record(
        "w",
        {
            "cancel_en": "here",
            "cancel_zh": "这里",
            "cancel_checked": date(2026, 1, 1),
            "cancel_source": "s",
            "cancel_confidence": "memory",
        },
    )
)
PLAN = {
    "name_en": "Monthly",
    "name_zh": "按月",
    "price": "9.90",
    "currency": "CNY",
    "as_of": date(2026, 1, 1),
    "source": "s",
    "confidence": "secondary",
}
GOOD = {"id": "x", "kind": "video", "name_en": "Xing", "name_zh": "星影", "source": "s", "confidence": "memory"}


def read(*entries: dict[str, Any]) -> list[Service]:
    records = check_records("my.toml", "service", {"service": list(entries)}, _KNOWN)
    return [read_service(record, {"app": WAY}) for record in records]


def test_what_is_not_known_stays_empty() -> None:
    (bare,) = read(GOOD)
    assert (bare.aliases, bare.called, bare.merchants, bare.printed, bare.plans) == ((), (), (), (), ())
    assert (bare.interval, bare.billing, bare.precharge_days, bare.cut_off_hours, bare.store) == (
        "",
        "",
        None,
        None,
        "",
    )
    assert (bare.merchants_basis, bare.interval_basis, bare.billing_basis, bare.window_basis) == (None,) * 4
    assert bare.cancel == ("here", "这里")
    (sold,) = read({**GOOD, "store": "apple", "plan": [PLAN]})
    assert sold.cancel == catalogue.channel("apple").terminate
    assert (sold.plans[0].price, sold.plans[0].interval) == (Decimal("9.90"), "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "x, colour: is not known"),
        ({"kind": "opera"}, "x, kind: must be one of"),
        ({"confidence": "sure"}, "x, confidence: must be one of"),
        ({"aliases": "星影会员"}, "x, aliases: must be list"),
        ({"aliases": [""]}, "x, aliases: must be a list of non-empty strings"),
        ({"billing": "later"}, "x, billing: must be one of"),
        ({"interval": "month"}, "x, interval: must be one of"),
        ({"precharge_days": "1"}, "x, precharge_days: must be int"),
        ({"cut_off_hours": 24}, "x, window_source: what is stated needs its source"),
        ({"cut_off_hours": 24, "window_source": "s"}, "x, window_confidence: is missing"),
        (
            {"cut_off_hours": 24, "window_source": "s", "window_confidence": "memory"},
            "x, window_confidence: must be one of",
        ),
        ({"precharge_days": 1}, "x, window_source: what is stated needs its source"),
        ({"billing": "advance"}, "x, billing_source: what is stated needs its source"),
        ({"billing": "advance", "billing_source": "s"}, "x, billing_confidence: is missing"),
        ({"merchants": ["某某公司"]}, "x, merchants_source: what is stated needs its source"),
        ({"merchants": ["某某公司"], "merchants_source": "s"}, "x, merchants_confidence: is missing"),
        ({"interval": "month", "interval_count": 1}, "x, interval_source: what is stated needs its source"),
        ({"terms": "gift"}, "x, terms: must be one of"),
        ({"terms": "gift", "billing": "advance"}, "x, terms: stands beside a billing of its own"),
        ({"brands": "星影"}, "x, brands: must be list"),
        ({"source": 1}, "x, source: must be str"),
        ({"store": "corner shop"}, "x, store: must be one of apple"),
        ({"way": "tunnel"}, "x, way: must be one of app"),
        ({"cancel_en": "c", "cancel_zh": "取消"}, "x, cancel_checked: is missing"),
        ({"plan": {"price": "1"}}, "x, plan: must be list"),
        ({"plan": ["9.90"]}, "x, plan: must be a list of tables"),
        ({"plan": [{**PLAN, "price": 9.9}]}, r"x \[\[plan\]\] 1, price: must be str"),
        ({"plan": [{**PLAN, "price": "9.901"}]}, r"\[\[plan\]\] 1, price: '9.901' is no amount of CNY"),
        ({"plan": [{**PLAN, "price": "0"}]}, r"\[\[plan\]\] 1, price: must be more than zero"),
        ({"plan": [{**PLAN, "currency": "yuan"}]}, r"\[\[plan\]\] 1, currency: must be a code"),
        ({"plan": [{**PLAN, "confidence": "memory"}]}, r"\[\[plan\]\] 1, confidence: must be one of"),
        ({"plan": [{**PLAN, "as_of": "2026"}]}, r"\[\[plan\]\] 1, as_of: must be date"),
        ({"plan": [{**PLAN, "discount": "1"}]}, r"\[\[plan\]\] 1, discount: is not known"),
        ({"printed": [{"channel": "bank", "source": "s", "confidence": "seen"}]}, r"\[\[printed\]\] 1, text: "),
    ],
)
def test_a_fault_in_a_service_is_named_with_its_place(change: dict[str, object], said: str) -> None:
    with pytest.raises(RuleError, match=r"my\.toml \[\[service\]\] .*" + said.removeprefix("x, ")) as raised:
        read({**GOOD, **change})
    assert CHINESE.search(raised.value.words.zh)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"aliases": ["星影卡"]}, {"called": ["星影卡 "]}, "y, aliases: '星影卡 ' is a name of x too"),
        ({}, {"aliases": ["ＸＩＮＧ"]}, "y, aliases: 'ＸＩＮＧ' is a name of x too"),
        ({"aliases": ["星影卡", "星影　卡"]}, {}, "x, aliases: '星影卡' stands twice"),
        ({"aliases": ["会员"]}, {}, "x, aliases: '会员' could mean anything"),
        ({"called": ["Max"]}, {}, "x, aliases: 'Max' could mean anything"),
        ({"aliases": ["星"]}, {}, "x, aliases: '星' could mean anything"),
        ({"aliases": ["App Store & Apple Music"]}, {}, r"is a name of \[names\] other too"),
    ],
)
def test_a_name_that_is_not_safe_is_refused(first: dict[str, object], second: dict[str, object], said: str) -> None:
    pair = read({**GOOD, **first}, {**GOOD, "id": "y", "name_en": "Yue", "name_zh": "月影", **second})
    with pytest.raises(RuleError, match=said) as raised:
        refuse_unsafe_names(pair, GENERIC, OTHER)
    assert CHINESE.search(raised.value.words.zh)


@pytest.mark.parametrize(
    ("name", "says", "not_"),
    [
        ("youku", ["Youku app: Me", "as of 2026-11-22, from guides", "Close the payment mandate too"], ["25", "68"]),
        ("adobe", ["account.adobe.com/plans", "from the vendor's own page"], ["not looked up"]),
        ("apple tv+", ["Sold through Apple", "Cancel Subscription"], ["Close the payment mandate too", "9.99"]),
        ("汽水音乐", ["not looked up for this service"], ["as of"]),
    ],
)
def test_the_guide_says_where_as_of_which_day_and_how_sure_but_no_price(
    name: str, says: list[str], not_: list[str], capsys: Out
) -> None:
    assert main(["guide", "cancel", name, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert [s for s in says if s not in said] == []
    assert [s for s in not_ if s in said] == []
