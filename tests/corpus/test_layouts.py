"""One set of rules reads every layout: small plans unlike the five shipped ones."""

from dataclasses import dataclass, field

import pytest

from corpus.audit import audit_document
from corpus.catalog import CatalogEntry
from corpus.parse import parse_document


@dataclass(frozen=True)
class Expected:
    """The fields of one item that a layout settles."""

    number: str
    text: str
    lead: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    implementing: tuple[str, ...] = ()
    deadline: str = ""
    end: str | None = None
    chapter: str = ""
    section: str = ""
    note: str = ""
    numbered: bool = True
    merged: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A source text and its items."""

    name: str
    source: str
    items: tuple[Expected, ...]
    year: int = 2023
    passages: tuple[str, ...] = field(default=())


PIPES = Layout(
    "a pipe table with 配合单位, 备注, Chinese numerals, a merged heading and a missing number",
    """绍兴市柯桥区2023年政务公开工作要点
各镇人民政府：
一、总体要求
坚持公开为常态。
二、重点任务
（一）加强公开。做好发布。（责任单位：区府办、区发改局）

| 序号 | 重点任务 | 工作内容 | 牵头单位 | 配合单位 | 时间要求 | 备注 |
|---|---|---|---|---|---|---|
| 一 | 信息发布 | 建立信息发布机制 | 区发改局 | 区府办、区财政局等相关部门 | 2023年6月底前 | 新增 |
| 二 |  | 公开财政预决算。 | 区财政局 |  | 10月31日前 | |
| 三 | 解读回应 | 开展政策解读，每季度不少于1次。 | 区府办和区司法局 | 各镇（街道） | 长期坚持 | |
|  | | 办好政府开放日活动。 | 区府办 | 各镇（街道） | 上半年 | |

绍兴市柯桥区人民政府办公室
2023年3月6日
""",
    (
        Expected(
            "1",
            "建立信息发布机制",
            lead=("区发改局",),
            support=("区府办", "区财政局"),
            note="等相关部门",
            deadline="2023年6月底前",
            end="2023-06-30",
            chapter="信息发布",
            remarks=("备注：新增",),
        ),
        Expected(
            "2",
            "公开财政预决算。",
            lead=("区财政局",),
            deadline="10月31日前",
            end="2023-10-31",
            chapter="信息发布",
        ),
        Expected(
            "3",
            "开展政策解读，每季度不少于1次。",
            lead=("区府办", "区司法局"),
            support=("各镇（街道）",),
            deadline="长期坚持",
            chapter="解读回应",
        ),
        Expected(
            "4",
            "办好政府开放日活动。",
            lead=("区府办",),
            support=("各镇（街道）",),
            deadline="上半年",
            end="2023-06-30",
            chapter="解读回应",
            numbered=False,
        ),
    ),
    passages=("引言", "一", "二/一"),
)

TABS = Layout(
    "tabs, columns in another order, wrapped cells, a repeated header, a blank deadline, a gap",
    """武汉市武昌区2024年政务公开工作任务分解表
序号\t责任单位\t工作任务\t完成时限
1\t区政府办公室\t建立公开目录，
做好动态调整。\t2024年3月底
2\t区财政局、
区审计局\t公开预决算信息。\t第二季度
3\t区民政局\t公开社会救助标准
序号\t责任单位\t工作任务\t完成时限
4\t区教育局\t公开义务教育招生政策和学区划分情况\t8月底前
6\t区卫健局\t公开医疗卫生机构名录。\t持续
注：以上任务由区政府办公室督办。
抄送：区委办公室。
""",
    (
        Expected(
            "1",
            "建立公开目录，做好动态调整。",
            units=("区政府办公室",),
            deadline="2024年3月底",
            end="2024-03-31",
        ),
        Expected(
            "2",
            "公开预决算信息。",
            units=("区财政局", "区审计局"),
            deadline="第二季度",
            end="2024-06-30",
        ),
        Expected("3", "公开社会救助标准", units=("区民政局",)),
        Expected(
            "4",
            "公开义务教育招生政策和学区划分情况",
            units=("区教育局",),
            deadline="8月底前",
            end="2024-08-31",
        ),
        Expected("6", "公开医疗卫生机构名录。", units=("区卫健局",), deadline="持续"),
    ),
    year=2024,
)

LINES = Layout(
    "one cell a line without tabs and without numbers",
    """长沙市岳麓区2023年政务公开重点工作任务分工
工作任务
责任单位
完成时限
公开重大建设项目批准和实施信息。
区发改局、区住建局
2023年底前
公开学区划分和招生政策
区教育局
8月底前
做好食品安全监管信息公开。
区市场监管局
全年
""",
    (
        Expected(
            "1",
            "公开重大建设项目批准和实施信息。",
            units=("区发改局", "区住建局"),
            deadline="2023年底前",
            end="2023-12-31",
            numbered=False,
        ),
        Expected(
            "2",
            "公开学区划分和招生政策",
            units=("区教育局",),
            deadline="8月底前",
            end="2023-08-31",
            numbered=False,
        ),
        Expected(
            "3",
            "做好食品安全监管信息公开。",
            units=("区市场监管局",),
            deadline="全年",
            numbered=False,
        ),
    ),
)

HEADING_LINES = Layout(
    "one cell a line with numbers, heading lines and a cell that spans 牵头 and 责任",
    """贵阳市云岩区2023年政务公开工作要点责任分解表

序号

主要任务

牵头单位

责任单位

完成时限

一、强化主动公开

（一）公开项目

1

公开重大建设项目批准和实施信息。

区发改局

区住建局、各镇政府、街道办事处

2023年底前

2

公开学区划分

区教育局

12月底前

二、加强解读

3

做好食品安全监管信息公开。

区市场监管局

区卫健局

全年
""",
    (
        Expected(
            "1",
            "公开重大建设项目批准和实施信息。",
            lead=("区发改局",),
            units=("区住建局", "各镇政府", "街道办事处"),
            deadline="2023年底前",
            end="2023-12-31",
            chapter="一、强化主动公开",
            section="（一）公开项目",
        ),
        Expected(
            "2",
            "公开学区划分",
            lead=("区教育局",),
            deadline="12月底前",
            end="2023-12-31",
            chapter="一、强化主动公开",
            section="（一）公开项目",
            merged=True,
        ),
        Expected(
            "3",
            "做好食品安全监管信息公开。",
            lead=("区市场监管局",),
            units=("区卫健局",),
            deadline="全年",
            chapter="二、加强解读",
        ),
    ),
)

LED_NUMERALS = Layout(
    "Chinese numerals lead the texts; the units come first",
    """成都市青羊区2023年政务公开工作要点任务分解
责任单位\t任务\t时限
区发改局\t一、公开重大建设项目批准和实施信息。\t12月底
区教育局、区委宣传部\t二、公开学区划分和招生政策。\t8月底前
区市场监管局\t三、做好食品安全监管信息公开。\t全年
""",
    (
        Expected(
            "1",
            "公开重大建设项目批准和实施信息。",
            units=("区发改局",),
            deadline="12月底",
            end="2023-12-31",
        ),
        Expected(
            "2",
            "公开学区划分和招生政策。",
            units=("区教育局", "区委宣传部"),
            deadline="8月底前",
            end="2023-08-31",
        ),
        Expected("3", "做好食品安全监管信息公开。", units=("区市场监管局",), deadline="全年"),
    ),
)

NO_DEADLINES = Layout(
    "no deadline column and no numbers; a cell names the roles itself",
    """2020年黔西县政务公开任务表
任务类别\t具体任务\t责任单位
一、决策公开\t公开会议纪要，2020年10月底前完成。\t县政府办、县委编办
\t公开规划计划。\t县发改局
二、执行公开\t公开进展，12月底前完成总结，次年1月底前上报。\t县政府督查室牵头，各乡镇配合
""",
    (
        Expected(
            "1",
            "公开会议纪要，2020年10月底前完成。",
            units=("县政府办", "县委编办"),
            deadline="2020年10月底前",
            end="2020-10-31",
            chapter="一、决策公开",
            numbered=False,
        ),
        Expected(
            "2", "公开规划计划。", units=("县发改局",), chapter="一、决策公开", numbered=False
        ),
        Expected(
            "3",
            "公开进展，12月底前完成总结，次年1月底前上报。",
            lead=("县政府督查室",),
            support=("各乡镇",),
            chapter="二、执行公开",
            numbered=False,
        ),
    ),
    year=2020,
)

DIVIDED_HEADER = Layout(
    "a header of two rows, 实施单位, a shifted row, a row cut off at a page break",
    """2022年晋江市政务公开工作任务清单
序号 | 工作任务 | 责任单位 | | 完成时限 |
 | | 牵头单位 | 实施单位 | |
1 | 公开工程建设项目审批 | 市住建局 | 各镇人民政府、街道办事处 | 2022年6月30日前 |
 | 全流程信息。 | | | |
2 | 公开公共资源交易目录。 | 市发改局 | 全年 | |
一、规范平台 | 一、规范平台 | 一、规范平台 | 一、规范平台 | 一、规范平台 |
 | 3 | 清理僵尸账号。 | 市委网信办 | 各单位 | 每年12月底前
""",
    (
        Expected(
            "1",
            "公开工程建设项目审批全流程信息。",
            lead=("市住建局",),
            implementing=("各镇人民政府", "街道办事处"),
            deadline="2022年6月30日前",
            end="2022-06-30",
        ),
        Expected("2", "公开公共资源交易目录。", lead=("市发改局",), deadline="全年"),
        Expected(
            "3",
            "清理僵尸账号。",
            lead=("市委网信办",),
            implementing=("各单位",),
            deadline="每年12月底前",
            chapter="一、规范平台",
        ),
    ),
    year=2022,
)

RESTARTED = Layout(
    "two tables with one header whose numbers restart: rows are counted in table order",
    """2022年某县政务公开任务分解
序号\t工作任务\t责任单位
1\t公开预算。\t县财政局
2\t公开决算。\t县财政局
续表
序号\t工作任务\t责任单位
1\t公开审计结果。\t县审计局
""",
    (
        Expected("1", "公开预算。", units=("县财政局",), numbered=False),
        Expected("2", "公开决算。", units=("县财政局",), numbered=False),
        Expected("3", "公开审计结果。", units=("县审计局",), numbered=False),
    ),
    year=2022,
)

SHARED_TEXT = Layout(
    "one text cell spans two rows; names are printed with roles in brackets",
    """2022年某县政务公开任务分解
| 序号 | 工作任务 | 责任单位 | 完成时限 |
| --- | --- | --- | --- |
| 1 | 公开预算决算。 | 县财政局（牵头）、县审计局 | 6月底前 |
|  |  | 县政府办 | 12月底前 |
| 2 | 公开规划。 | 牵头单位：县发改局；配合单位：县统计局、各乡镇 | 全年 |
""",
    (
        Expected(
            "1",
            "公开预算决算。",
            lead=("县财政局",),
            units=("县审计局",),
            deadline="6月底前",
            end="2022-06-30",
        ),
        Expected(
            "1-2",
            "公开预算决算。",
            units=("县政府办",),
            deadline="12月底前",
            end="2022-12-31",
            numbered=False,
        ),
        Expected(
            "2",
            "公开规划。",
            lead=("县发改局",),
            support=("县统计局", "各乡镇"),
            deadline="全年",
        ),
    ),
    year=2022,
)

SIGNED = Layout(
    "one cell a line, full dates as deadlines, an issuer and a date below the table",
    """2022年某县政务公开任务分解
工作任务
责任单位
完成时限
公开预算。
县财政局
2022年6月30日
公开决算。
县财政局
2022年10月31日
某县人民政府办公室
2022年3月6日
""",
    (
        Expected(
            "1",
            "公开预算。",
            units=("县财政局",),
            deadline="2022年6月30日",
            end="2022-06-30",
            numbered=False,
        ),
        Expected(
            "2",
            "公开决算。",
            units=("县财政局",),
            deadline="2022年10月31日",
            end="2022-10-31",
            numbered=False,
        ),
    ),
    year=2022,
)

BODY_ONLY = Layout(
    "no table at all",
    """济宁市任城区2022年政务公开工作实施方案
为做好工作，制定本方案。
一、工作目标
做到应公开尽公开。
二、主要任务
（一）公开决策。公开重大决策。责任单位：区政府办公室、区司法局
1. 编制目录。6月底前编制完成。
2. 听取意见。
（二）公开执行。
公开进度。
济宁市任城区人民政府
二〇二二年三月八日
""",
    (),
    year=2022,
    passages=("引言", "一", "二/一", "二/一/1", "二/一/2", "二/二"),
)

REPEATED_CHAPTER = Layout(
    "headings without ordinals; a chapter is printed again at a page break, or has no section",
    """2024年某市政务公开重点工作任务分解表
重点任务\t\t序号\t工作内容\t完成时限\t责任单位
强化公开\t保民生\t1\t公开就业见习岗位。\t二季度\t团市委、市工商联
\t\t2\t公开残疾人补贴发放结果。\t全年\t市残联
重点任务\t\t序号\t工作内容\t完成时限\t责任单位
强化公开\t\t3\t公开供暖供气价格。\t供暖期前\t市住建局
夯实基础\t\t4\t清理关停长期不更新的账号。\t每季度末\t市委网信办
\t队伍建设\t5\t组织培训\t年底前\t市政府办公室
""",
    (
        Expected(
            "1",
            "公开就业见习岗位。",
            units=("团市委", "市工商联"),
            deadline="二季度",
            end="2024-06-30",
            chapter="强化公开",
            section="保民生",
        ),
        Expected(
            "2",
            "公开残疾人补贴发放结果。",
            units=("市残联",),
            deadline="全年",
            chapter="强化公开",
            section="保民生",
        ),
        Expected(
            "3",
            "公开供暖供气价格。",
            units=("市住建局",),
            deadline="供暖期前",
            chapter="强化公开",
            section="保民生",
        ),
        Expected(
            "4",
            "清理关停长期不更新的账号。",
            units=("市委网信办",),
            deadline="每季度末",
            chapter="夯实基础",
        ),
        Expected(
            "5",
            "组织培训",
            units=("市政府办公室",),
            deadline="年底前",
            end="2024-12-31",
            chapter="夯实基础",
            section="队伍建设",
        ),
    ),
    year=2024,
)

BROKEN_ROWS = Layout(
    "pipe rows broken inside a cell, before a pipe and behind one; planted advertisements",
    """2024年某区政务公开工作任务分解表
序号 | 工作任务 | 牵头单位 | 责任单位 | 完成时限 |
1 | 公开规划，
做到应公开尽公开。
| 区自然资源局 | 区发改局 | 全年 |
2 澳门新葡京娱乐场_澳门新葡京官网 | 公开进展。 |
区住建局 | 各街道办事处 | 2024年10月
底前 |
3 | 公开收费目录。 | 区财政局 | 区发改局、
区教育局 | 3月底前 |
""",
    (
        Expected(
            "1",
            "公开规划，做到应公开尽公开。",
            lead=("区自然资源局",),
            units=("区发改局",),
            deadline="全年",
        ),
        Expected(
            "2",
            "公开进展。",
            lead=("区住建局",),
            units=("各街道办事处",),
            deadline="2024年10月底前",
            end="2024-10-31",
        ),
        Expected(
            "3",
            "公开收费目录。",
            lead=("区财政局",),
            units=("区发改局", "区教育局"),
            deadline="3月底前",
            end="2024-03-31",
        ),
    ),
    year=2024,
)

NAMES_OF_LEADERS = Layout(
    "one cell a line; merged headings without ordinals, 责任领导, 备注, a wrapped text",
    """2023年某市政务公开重点任务清单
序号
重点任务
具体举措
责任领导
牵头单位/责任单位
完成时限
备注
1
优化营商环境
公开涉企行政检查事项目录，明确检查频次
李明
市司法局
9月底前
新增
2
公开高校毕业生就业政策，
组织专场招聘。
张建国
市人社局、团市委
全年
3
公开缴费指南
王芳
市城管局、国网某市供电公司
年底前
""",
    (
        Expected(
            "1",
            "公开涉企行政检查事项目录，明确检查频次",
            units=("市司法局",),
            deadline="9月底前",
            end="2023-09-30",
            chapter="优化营商环境",
            remarks=("责任领导：李明", "备注：新增"),
        ),
        Expected(
            "2",
            "公开高校毕业生就业政策，组织专场招聘。",
            units=("市人社局", "团市委"),
            deadline="全年",
            chapter="优化营商环境",
            remarks=("责任领导：张建国",),
        ),
        Expected(
            "3",
            "公开缴费指南",
            units=("市城管局", "国网某市供电公司"),
            deadline="年底前",
            end="2023-12-31",
            chapter="优化营商环境",
            remarks=("责任领导：王芳",),
        ),
    ),
)

MARKDOWN = Layout(
    "a markdown table with emphasis and line breaks inside cells",
    """# 2023年某市政务公开工作任务分解表

| **序号** | **工作任务** | **责任单位** | **完成时限** |
| :--- | :---: | ---: | --- |
| **一、重点领域** | | | |
| 1 | 公开重大项目清单，<br>公布进展。 | 市发改局<br/>各镇人民政府、街道办事处 | **全年** |
""",
    (
        Expected(
            "1",
            "公开重大项目清单，公布进展。",
            units=("市发改局", "各镇人民政府", "街道办事处"),
            deadline="全年",
            chapter="一、重点领域",
        ),
    ),
)

NAMED_AS_FURNITURE = Layout(
    "one cell a line; headings and texts that read like page furniture, 1-1 and 2023.12",
    """2023年某县政务公开工作责任分解
类别
编号
主要内容
责任单位
完成时间
主动公开
1-1
修订预案并印发
县应急局
2023.12
1-2
公开收费目录清单
县发改局
6月
依申请公开
2-1
规范答复文书
县府办
长期
""",
    (
        Expected(
            "1-1",
            "修订预案并印发",
            units=("县应急局",),
            deadline="2023.12",
            end="2023-12-31",
            chapter="主动公开",
        ),
        Expected(
            "1-2",
            "公开收费目录清单",
            units=("县发改局",),
            deadline="6月",
            end="2023-06-30",
            chapter="主动公开",
        ),
        Expected(
            "2-1",
            "规范答复文书",
            units=("县府办",),
            deadline="长期",
            chapter="依申请公开",
        ),
    ),
)

GLUED = Layout(
    "no separators at all: what reads like a unit or a deadline tells where cells begin",
    """某市某区2023年政务公开工作任务分解表
序号工作任务责任单位完成时限
一、重点领域
1公开财政预决算信息，做到应公开尽公开区财政局、区审计局6月底前
2公开食品安全抽检结果区市场监管局、各街道全年
3.开展政策解读。区政府办、区司法局2023年12月底前
4做好义务教育招生
信息公开区教育局8月底前
注：各单位抓好落实。
""",
    (
        Expected(
            "1",
            "公开财政预决算信息，做到应公开尽公开",
            units=("区财政局", "区审计局"),
            deadline="6月底前",
            end="2023-06-30",
            chapter="一、重点领域",
        ),
        Expected(
            "2",
            "公开食品安全抽检结果",
            units=("区市场监管局", "各街道"),
            deadline="全年",
            chapter="一、重点领域",
        ),
        Expected(
            "3",
            "开展政策解读。",
            units=("区政府办", "区司法局"),
            deadline="2023年12月底前",
            end="2023-12-31",
            chapter="一、重点领域",
        ),
        Expected(
            "4",
            "做好义务教育招生信息公开",
            units=("区教育局",),
            deadline="8月底前",
            end="2023-08-31",
            chapter="一、重点领域",
        ),
    ),
)

TRADITIONAL = Layout(
    "traditional script, with radicals in place of characters",
    """某市某縣2023年政務公開⼯作任務分解表
序號	⼯作任務	責任單位	完成時限
1	公開財政預決算資訊，加強業務指導。	縣財政局、縣審計局	6⽉底前
2	做好⼈⺠政府⾨户⽹站建設。	縣政府辦、各鄉鎮政府	全年
""",
    (
        Expected(
            "1",
            "公开财政预决算资讯，加强业务指导。",
            units=("县财政局", "县审计局"),
            deadline="6月底前",
            end="2023-06-30",
        ),
        Expected(
            "2",
            "做好人民政府门户网站建设。",
            units=("县政府办", "各乡镇政府"),
            deadline="全年",
        ),
    ),
)

LABELLED = Layout(
    "no table: who and when stand behind the words of each task",
    """某市某县2023年政务公开工作要点
一、深化主动公开
1.公开财政预决算信息。（责任单位：县财政局、县审计局；完成时限：2023年6月底前）
2.做好政策解读。牵头单位：县政府办；配合单位：县司法局、各乡镇；完成时限：全年。
二、强化保障
3.建立机制。
牵头单位：县政府办
完成时限：10月底前
4.办好开放日活动（县政府办牵头，各乡镇配合，9月底前完成）。
""",
    (
        Expected(
            "1",
            "公开财政预决算信息。",
            units=("县财政局", "县审计局"),
            deadline="2023年6月底前",
            end="2023-06-30",
            chapter="一、深化主动公开",
        ),
        Expected(
            "2",
            "做好政策解读。",
            lead=("县政府办",),
            support=("县司法局", "各乡镇"),
            deadline="全年",
            chapter="一、深化主动公开",
        ),
        Expected(
            "3",
            "建立机制。",
            lead=("县政府办",),
            deadline="10月底前",
            end="2023-10-31",
            chapter="二、强化保障",
        ),
        Expected(
            "4",
            "办好开放日活动",
            lead=("县政府办",),
            support=("各乡镇",),
            deadline="9月底前",
            end="2023-09-30",
            chapter="二、强化保障",
        ),
    ),
    passages=("一/1", "一/2", "二/3", "二/4"),
)

LAYOUTS = (
    GLUED,
    TRADITIONAL,
    LABELLED,
    PIPES,
    TABS,
    LINES,
    HEADING_LINES,
    LED_NUMERALS,
    NO_DEADLINES,
    DIVIDED_HEADER,
    RESTARTED,
    SHARED_TEXT,
    SIGNED,
    REPEATED_CHAPTER,
    BROKEN_ROWS,
    NAMES_OF_LEADERS,
    MARKDOWN,
    NAMED_AS_FURNITURE,
    BODY_ONLY,
)


def parse(layout: Layout):
    return parse_document(layout.source, CatalogEntry("plan", "某县", (), layout.year, "plan.txt"))


def as_expected(item) -> Expected:
    return Expected(
        number=item.number,
        text=item.text,
        lead=item.lead_units,
        units=item.units,
        support=item.support_units,
        implementing=item.implementing_units,
        deadline=item.deadline.raw,
        end=item.deadline.end.isoformat() if item.deadline.end else None,
        chapter=item.chapter,
        section=item.section,
        note=item.units_note,
        numbered=item.numbered,
        merged=item.merged_roles,
        remarks=item.remarks,
    )


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_items_are_read(layout):
    assert [as_expected(item) for item in parse(layout).items] == list(layout.items)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_body_passages_are_read(layout):
    paths = ["/".join(passage.path) for passage in parse(layout).passages]
    assert paths == list(layout.passages)


@pytest.mark.parametrize(
    ("layout", "kinds"),
    [
        (PIPES, {"names", "number"}),
        (TABS, {"names"}),
        (DIVIDED_HEADER, {"merged", "shifted"}),
        (RESTARTED, {"number"}),
    ],
    ids=lambda value: value.name if isinstance(value, Layout) else "",
)
def test_repairs_are_reported(layout, kinds):
    assert {repair.kind for repair in audit_document(parse(layout)).repairs} == kinds


def test_a_gap_and_a_blank_deadline_are_reported():
    audit = audit_document(parse(TABS))
    assert audit.gaps == ("5",)
    assert audit.blank_deadlines == ("plan#3",)
    assert audit.notes == ("注：以上任务由区政府办公室督办。",)
