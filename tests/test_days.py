"""bot.days: the full day that a report means."""

import datetime as dt

import pytest

from bot.days import full_day, in_english

PUBLISHED = dt.date(2015, 7, 4)


@pytest.mark.parametrize(
    ("said", "sentence", "day"),
    [
        ("3日下午", "国务院总理3日下午在人民大会堂会见来宾。", "2015年7月3日下午"),
        ("7月3日", "会议7月3日举行。", "2015年7月3日"),
        ("7月3日至5日", "他7月3日至5日在河南调研。", "2015年7月3日至5日"),
        ("12月30日", "会议12月30日举行。", "2014年12月30日"),
        ("9月3日", "阅兵将于9月3日举行。", "2015年9月3日"),
        ("28日", "会议28日闭幕。", "2015年6月28日"),
        ("28日", "会议将于28日闭幕。", "2015年7月28日"),
        (
            "7月3日",
            "总理7月3日会见来宾,强调双方将深化合作。",
            "2015年7月3日",
        ),  # what will be is something else
        ("3日", "省政府3日召开会议,部署年度计划。", "2015年7月3日"),
        ("5日", "会议5日将在京举行。", "2015年7月5日"),
        ("今天", "会议今天举行。", "2015年7月4日"),
        ("昨日下午", "会议昨日下午举行。", "2015年7月3日下午"),
        ("2号上午", "总理2号上午会见来宾。", "2015年7月2日上午"),
        ("本月11号", "大会本月11号闭幕。", "2015年7月11日"),
        ("上月30日", "会议上月30日闭幕。", "2015年6月30日"),
        ("去年3月5号", "去年3月5号发布。", "2014年3月5日"),
        ("明年", "明年是建交30周年。", "2016年"),
        ("今年9月", "他今年9月访华。", "2015年9月"),
        ("去年12月8日", "去年12月8日发布。", "2014年12月8日"),
    ],
)
def test_the_day_nearest_to_the_report(said: str, sentence: str, day: str) -> None:
    assert full_day(said, sentence, PUBLISHED) == day


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("2015年7月3日", "会议2015年7月3日举行。"),  # says its year
        ("12月26日", "1893年出生,12月26日是他的生日。"),
        ("30日", "会议30日闭幕。"),  # February has none, and in March it was yet to come
        ("最近", "最近一次。"),
        ("3日,国务院总理", "3日,国务院总理会见来宾。"),
        ("今年以来", "今年以来增长。"),
        ("去年13月", "去年13月。"),
        ("去年2月30日", "去年2月30日。"),
        ("3日", "自去年起每月3日举行。"),
        ("2日", "1月15日至2日举行。"),  # of a month that stands before it
        ("3日", "二〇一四年六月3日举行。"),
        ("40日", "40日后。"),
        ("7月8日", "时间为7月8日。"),  # nearer in this year, which is not said to come
        ("上月30日", "上月30日闭幕。"),  # February's
    ],
)
def test_what_says_its_year_or_is_uncertain_stays(said: str, sentence: str) -> None:
    assert full_day(said, sentence, dt.date(2015, 3, 4)) is None


@pytest.mark.parametrize(
    ("day", "english"),
    [
        ("2015年7月3日下午", "3 July 2015"),
        ("2015年7月3日至5日", "3–5 July 2015"),
        ("2015年6月30日至7月2日", "30 June – 2 July 2015"),
        ("2014年12月30日至1月2日", "30 December – 2 January 2015"),
        ("2016年9月", "September 2016"),
        ("2016年", "2016"),
        ("去年", "去年"),
        ("2015年实现", "2015年实现"),
    ],
)
def test_days_in_english(day: str, english: str) -> None:
    assert in_english(day) == english
