"""Names of the sample county: plausible in Shanxi, belonging to no real place together."""

from __future__ import annotations

import numpy as np

COUNTY_NAME = "演示县（合成数据）"
RIVER_NAMES = ("演河", "清沟河", "石门川", "白草河", "柳叶沟河", "大峪河", "东川", "黑水沟", "杨坪川")
TOWN_NAMES = ("城关镇", "石门镇", "白草镇", "青龙镇", "西坡乡", "大峪乡", "桃花乡", "高崖乡")
RESERVE_NAME = "黑茶岭自然保护区"
SCENIC_NAME = "石门峡风景名胜区"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
)
_GROUNDS = ("沟", "庄", "塔", "坪", "峁", "湾", "垣", "咀", "岔", "山", "坡", "圪垛", "会", "梁", "川")
_PLAIN = (
    "后山",
    "前窑",
    "石盘",
    "下白霜",
    "南坪",
    "北洼",
    "羊圈峁",
    "柏树坪",
    "枣林",
    "沙会则",
    "寨东",
    "圪针湾",
    "杏坪",
    "上岭",
)
_WORKS = (
    "兴旺",
    "宏盛",
    "鑫源",
    "金利",
    "永泰",
    "晋安",
    "恒通",
    "和顺源",
    "丰裕",
    "聚鑫",
    "东升",
    "华泰",
    "德盛",
    "瑞丰",
    "嘉源",
    "福通",
)
PEOPLE = ("调查员甲", "调查员乙", "调查员丙", "调查员丁", "调查员戊")


def village_names(rng: np.random.Generator, count: int) -> list[str]:
    """Return different village names."""
    names = list(_PLAIN)
    while len(names) < count:
        name = f"{_SURNAMES[rng.integers(len(_SURNAMES))]}家{_GROUNDS[rng.integers(len(_GROUNDS))]}"
        if name not in names:
            names.append(name)
    order = rng.permutation(len(names))
    return [f"{names[index]}村" for index in order[:count]]


def work_name(index: int) -> str:
    """Return the trade name of the enterprise of mine `index`; different for any 80 mines."""
    ordinal = ("", "新", "二", "南", "北")[index // len(_WORKS) % 5]
    return f"{_WORKS[index % len(_WORKS)]}{ordinal}"
