"""What the files of ``layouts`` hold, written down from what was put into them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """The fields of one item that a layout settles."""

    number: str
    text: str
    lead: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    deadline: str = ""
    end: str | None = None
    chapter: str = ""
    section: str = ""
    note: str = ""
    numbered: bool = True
    merged: bool = False


def as_expected(item) -> Expected:
    """The same fields of an item that was read."""
    return Expected(
        number=item.number,
        text=item.text,
        lead=item.lead_units,
        units=item.units,
        support=item.support_units,
        deadline=item.deadline.raw,
        end=item.deadline.end.isoformat() if item.deadline.end else None,
        chapter=item.chapter,
        section=item.section,
        note=item.units_note,
        numbered=item.numbered,
        merged=item.merged_roles,
    )


@dataclass(frozen=True)
class Golden:
    """A plan: its files, its items and what else they say."""

    files: tuple[str, ...]
    year: int
    title: str
    items: tuple[Expected, ...]
    passages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()  # the words and why they are not seen
    warnings: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


MERGED_COLUMNS = Golden(
    (
        "merged-columns.docx",
        "merged-columns-saved.docx",
        "merged-columns.pdf",
        "merged-columns.html",
    ),
    2023,
    "2023年吴兴区政务公开工作任务分工表",
    (
        Expected(
            "1",
            "公开重大建设项目批准和实施信息。",
            lead=("区发展改革和经济信息化局",),
            support=("区住房城乡建设局",),
            deadline="2023年6月底前",
            end="2023-06-30",
            chapter="一、深化重点领域公开",
        ),
        Expected(
            "2",
            "公开惠企政策清单，每季度更新。",
            lead=("区发展改革和经济信息化局",),
            support=("区财政局", "区税务局"),
            deadline="2023年6月底前",
            end="2023-06-30",
            chapter="一、深化重点领域公开",
        ),
        Expected(
            "3",
            "公开义务教育招生方案和学区划分",
            lead=("区教育局",),
            support=("各乡镇（街道）",),
            deadline="2023年6月底前",
            end="2023-06-30",
            chapter="一、深化重点领域公开",
        ),
        Expected(
            "4",
            "政策文件与解读材料同步发布",
            lead=("区政府办公室",),
            deadline="长期坚持",
            chapter="二、强化政策解读",
        ),
    ),
    notes=("注：各乡镇（街道）参照执行。",),
    facts=(("number", "吴政办发〔2023〕15号"),),
)

NUMBERED_HEADINGS = Golden(
    ("numbered-headings.docx", "numbered-headings-saved.docx"),
    2024,
    "淮安市清江浦区2024年政务公开工作要点",
    (
        Expected(
            "1",
            "编制公开事项目录",
            units=("区政府办公室",),
            deadline="3月底前",
            end="2024-03-31",
        ),
        Expected(
            "2",
            "公开十件民生实事进展",
            lead=("区发展改革委",),
            support=("区民政局", "区人社局"),
            deadline="每季度末",
        ),
        Expected(
            "3",
            "组织两次政府开放日",
            units=("区政府办公室", "各镇人民政府", "街道办事处"),
            deadline="上半年、下半年各一次",
            end="2024-12-31",
        ),
    ),
    passages=("一", "二/一", "二/二", "二/二/1", "二/二/2"),
)

BOXED = Golden(
    ("boxed-and-hidden.docx",),
    2022,
    "2022年大邑县政务公开工作任务表",
    (
        Expected(
            "1",
            "公开财政预决算和部门预决算",
            units=("县财政局",),
            deadline="10月底前",
            end="2022-10-31",
        ),
        Expected("2", "公开食品安全抽检结果", units=("县市场监管局",), deadline="全年"),
    ),
    hidden=(("澳门娱乐场", "white"), ("内部掌握", "hidden")),
    facts=(("issuer", "大邑县人民政府办公室"), ("issued_on", "2022-04-08")),
)

LABELLED = Golden(
    ("labelled-prose.docx", "labelled-prose.pdf"),
    2023,
    "石阡县2023年政务公开工作要点",
    (
        Expected(
            "1",
            "公开涉农补贴发放结果。按季度公布到户明细。",
            units=("县农业农村局", "各乡镇"),
            deadline="2023年12月底前",
            end="2023-12-31",
            chapter="一、聚焦重点领域",
        ),
        Expected(
            "2",
            "公开医疗收费标准。",
            lead=("县卫生健康局",),
            support=("县医保局",),
            deadline="6月底前",
            end="2023-06-30",
            chapter="一、聚焦重点领域",
        ),
        Expected(
            "3",
            "开展政府开放日活动。",
            units=("县政府办公室",),
            deadline="全年",
            chapter="二、提升服务水平",
        ),
        Expected(
            "4",
            "整治僵尸账号",
            lead=("县委网信办",),
            support=("各乡镇",),
            deadline="9月底前",
            end="2023-09-30",
            chapter="二、提升服务水平",
        ),
    ),
    passages=("一/一", "一/二", "二/三", "二/四"),
)

TRADITIONAL = Golden(
    ("traditional.docx",),
    2023,
    "某市某县2023年政务公开工作任务分解表",
    (
        Expected(
            "1",
            "公开财政预决算资讯，加强业务指导。",
            units=("县财政局", "县审计局"),
            deadline="6月底前",
            end="2023-06-30",
            chapter="主动公开",
        ),
        Expected(
            "2",
            "开展政策解读。",
            units=("县政府办", "各乡镇政府"),
            deadline="全年",
            chapter="主动公开",
        ),
        Expected(
            "3",
            "规范答复文书",
            units=("县司法局",),
            deadline="长期坚持",
            chapter="依申请公开",
        ),
    ),
    warnings=("原文是繁体字，已转为简体读取，引文也是简体",),
)

SHEETS = Golden(
    ("workbook-of-sheets.xlsx", "workbook-of-sheets-saved.xlsx"),
    2023,
    "2023年遂昌县政务公开重点任务清单",
    (
        Expected(
            "1",
            "公开部门预决算，说明变化原因",
            units=("县财政局",),
            deadline="9月30日前",
            end="2023-09-30",
            chapter="预决算公开",
        ),
        Expected(
            "2",
            "公开预算绩效目标",
            units=("县财政局",),
            deadline="10月31日前",
            end="2023-10-31",
            chapter="预决算公开",
        ),
        Expected(
            "3",
            "公开最低工资标准",
            units=("县人力社保局",),
            deadline="6月30日前",
            end="2023-06-30",
            chapter="民生公开",
        ),
        Expected(
            "5",
            "公开养老服务补贴发放结果",
            units=("县民政局",),
            deadline="每月10日前",
            chapter="民生公开",
        ),
        Expected(
            "6",
            "主要负责人解读重大政策",
            units=("县政府办公室",),
            deadline="全年",
            chapter="解读",
        ),
    ),
    hidden=(
        ("365娱乐场投注", "white"),
        ("内部评分", "hidden"),
        ("作废的一行", "hidden"),
        ("尚未定稿的任务", "hidden"),
    ),
    warnings=("工作表“草稿”是隐藏的，没有读取",),
)

TWO_DEADLINES = Golden(
    ("two-deadlines.xlsx", "two-deadlines.html"),
    2024,
    "2024年泾川县政务公开任务台账",
    (
        Expected(
            "1",
            "公开预算和决算。",
            units=("县财政局",),
            deadline="预算：2月底前 决算：9月底前",
            end="2024-09-30",
            chapter="预决算公开",
        ),
        Expected(
            "2",
            "文字解读与文件同步发布。",
            units=("各起草部门",),
            deadline="全年",
            chapter="政策解读",
        ),
        Expected(
            "2-2",
            "图解不少于10件。",
            units=("县融媒体中心",),
            deadline="12月底前",
            end="2024-12-31",
            chapter="政策解读",
            numbered=False,
        ),
        Expected(
            "2-3",
            "上门宣讲。",
            units=("各乡镇",),
            deadline="11月底前",
            end="2024-11-30",
            chapter="政策解读",
            numbered=False,
        ),
        Expected(
            "3",
            "举办开放日活动。",
            units=("县政府办",),
            deadline="9月底前",
            end="2024-09-30",
            chapter="政策解读",
        ),
        Expected(
            "4",
            "更新目录。",
            units=("县政府办", "县司法局"),
            deadline="3月底前",
            end="2024-03-31",
            chapter="目录",
        ),
    ),
)

PORTAL = Golden(
    ("portal-page.html",),
    2022,
    "2022年镕城市政务公开工作任务分解表",
    (
        Expected(
            "1",
            "规范发布政府信息",
            lead=("市政府办公室",),
            deadline="持续推进",
            chapter="信息发布",
            numbered=False,
            merged=True,
        ),
        Expected(
            "2",
            "公开权责清单。",
            lead=("市委编办",),
            units=("市直各部门",),
            deadline="8月底前",
            end="2022-08-31",
            chapter="信息发布",
            numbered=False,
        ),
        Expected(
            "3",
            "网站适老化改造。",
            lead=("市大数据局",),
            units=("市政府办公室",),
            deadline="8月底前",
            end="2022-08-31",
            chapter="平台建设",
            numbered=False,
        ),
    ),
    notes=("注：任务完成情况纳入年度考核。",),
    hidden=(("beat365体育投注官网", "hidden"), ("澳门银河娱乐城", "white")),
)

LISTED = Golden(
    ("listed-page.html",),
    2023,
    "2023年某某区政务公开事项清单",
    (
        Expected(
            "1",
            "公开河湖长名单",
            units=("区水利局",),
            deadline="4月底前",
            end="2023-04-30",
        ),
        Expected("2", "公开水质监测结果", units=("市生态环境局某某分局",), deadline="每月"),
        Expected("3", "公开排污许可", units=("市生态环境局某某分局",), deadline="动态更新"),
    ),
    passages=("一/1", "一/2"),
)

UNITS = ("教育", "体育", "人力", "卫生", "民政", "住建", "交通", "水利")
SAME = "围绕群众关心关注的就业、教育、医疗、住房、养老等事项，细化公开内容，优化公开方式，"
LONG_TABLE = Golden(
    ("long-table.pdf",),
    2022,
    "2022年蓬溪县政务公开工作任务分解表",
    tuple(
        Expected(
            str(at),
            f"{SAME}完成第{at}类事项公开。",
            units=(f"县{UNITS[(at - 1) // 3]}局",),
            deadline="全年" if at % 2 else "11月底前",
            end=None if at % 2 else "2022-11-30",
        )
        for at in range(1, 25)
    ),
)

PRINTED_SHEET = Golden(
    ("sheet-for-print.pdf",),
    2021,
    "2021年宁陕县政务公开工作台账",
    (
        Expected("1", "公开扶贫资金项目", units=("县乡村振兴局",), deadline="季度末"),
        Expected(
            "2",
            "公开危房改造名单",
            units=("县住建局",),
            deadline="9月底前",
            end="2021-09-30",
        ),
        Expected("3", "公开救助对象名单", units=("县民政局", "各镇"), deadline="每月"),
    ),
)

GOLDEN = (
    MERGED_COLUMNS,
    NUMBERED_HEADINGS,
    BOXED,
    LABELLED,
    TRADITIONAL,
    SHEETS,
    TWO_DEADLINES,
    PORTAL,
    LISTED,
    LONG_TABLE,
    PRINTED_SHEET,
)
