"""Plans of other places, in the layouts real files have; what must come out is in ``golden.py``.

A name ``".docx>plan.pdf"`` is written as Word and saved as PDF by LibreOffice.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from tests.corpus.office.writing import (
    FONT,
    Box,
    Grid,
    Plan,
    add_table,
    html_table,
    number,
    write_docx,
    write_xlsx,
)


def boxes(*texts: str) -> list[Box]:
    """A row of single cells."""
    return [Box(text) for text in texts]


# --- Word ---------------------------------------------------------------------------------------


def new_document(*, landscape: bool = False):
    document = Document()
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    if landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    return document


def define_list(document, levels: list[tuple[str, str]]) -> int:
    """Define a multilevel list of (format, text); give its number."""
    numbering = document.part.numbering_part.element
    name = str(900 + len(numbering))
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:suff w:val="nothing"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{inner}</w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>'
        )
    )
    return int(name)


def merged_columns(path: Path) -> None:
    """Landscape; two header rows; units and deadlines merged over rows; automatic row numbers."""
    document = new_document(landscape=True)
    document.add_paragraph("湖州市吴兴区人民政府办公室文件")
    document.add_paragraph("吴政办发〔2023〕15号")
    document.add_paragraph("2023年吴兴区政务公开工作任务分工表")
    rows = define_list(document, [("decimal", "%1")])
    grid = Grid(
        [
            [
                Box("序号", rows=2),
                Box("工作任务", rows=2),
                Box("责任分工", columns=2),
                Box("完成\n时限", rows=2),
            ],
            boxes("牵头单位", "配合单位"),
            [Box("一、深化重点领域公开", columns=5)],
            [
                Box(auto=True),
                Box("公开重大建设项目批准和实施信息。"),
                Box("区发展改革和经济信息化局", rows=2),
                Box("区住房城乡建设局"),
                Box("2023年6月底前", rows=3),
            ],
            [Box(auto=True), Box("公开惠企政策清单，\n每季度更新。"), Box("区财政局、区税务局")],
            [
                Box(auto=True),
                Box("公开义务教育招生方案和学区划分"),
                Box("区教育局"),
                Box("各乡镇（街道）"),
            ],
            [Box("二、强化政策解读", columns=5)],
            [
                Box(auto=True),
                Box("政策文件与解读材料同步发布"),
                Box("区政府办公室"),
                Box(""),
                Box("长期坚持"),
            ],
        ],
        (6, 40, 20, 20, 14),
        header_rows=2,
    )
    table = add_table(document, grid)
    for row in table.rows:
        paragraph = row.cells[0].paragraphs[0]
        if paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None:
            number(paragraph, 0, rows)
    document.add_paragraph("注：各乡镇（街道）参照执行。")
    document.save(path)


def numbered_headings(path: Path) -> None:
    """Automatic 一、（一）1.; numbers inside the task cells; a contact list after the table."""
    document = new_document()
    document.add_paragraph("淮安市清江浦区2024年政务公开工作要点")
    outline = define_list(
        document,
        [
            ("chineseCountingThousand", "%1、"),
            ("chineseCountingThousand", "（%2）"),
            ("decimal", "%3."),
        ],
    )
    body = [
        (0, "总体要求"),
        (None, "坚持以公开为常态、不公开为例外。"),
        (0, "重点任务"),
        (1, "推进决策公开。"),
        (None, "重大决策草案向社会公开征求意见。"),
        (1, "推进执行公开。"),
        (2, "公开民生实事进展。每季度公布一次。"),
        (2, "公开审计整改情况。整改结果及时公布。"),
    ]
    for level, text in body:
        paragraph = document.add_paragraph(text)
        if level is not None:
            number(paragraph, level, outline)
    document.add_paragraph("附件：任务清单")
    grid = Grid(
        [
            boxes("任务内容", "责任部门", "时间要求"),
            boxes("1．编制公开事项目录", "区政府办公室", "3月底前"),
            boxes(
                "2．公开十件民生实事进展", "区发展改革委牵头，区民政局、区人社局配合", "每季度末"
            ),
            boxes(
                "3．组织两次政府开放日",
                "区政府办公室\n各镇人民政府、街道办事处",
                "上半年、下半年各一次",
            ),
        ],
        (50, 30, 20),
    )
    add_table(document, grid)
    document.add_paragraph("联系方式")
    contacts = Grid(
        [boxes("单位", "联系人", "电话"), boxes("区政府办公室", "王某", "0517-00000000")],
        (40, 30, 30),
    )
    add_table(document, contacts)
    document.save(path)


def boxed_and_hidden(path: Path) -> None:
    """A frame table around the plan, a text box, a footnote-like note, hidden and white words."""
    document = new_document()
    document.add_paragraph("2022年大邑县政务公开工作任务表")
    outer = document.add_table(1, 1)
    inner = outer.cell(0, 0).add_table(3, 4)
    texts = [
        ("序号", "重点工作", "责任单位", "完成时限"),
        ("一", "公开财政预决算和部门预决算", "县财政局", "10月底前"),
        ("二", "公开食品安全抽检结果", "县市场监管局", "全年"),
    ]
    for row, cells in zip(inner.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    white = inner.cell(1, 1).paragraphs[0].add_run("澳门娱乐场")
    white.font.color.rgb = RGBColor(255, 255, 255)
    hidden = inner.cell(2, 1).paragraphs[0].add_run("内部掌握")
    hidden.font.hidden = True
    shaded = inner.cell(0, 0)
    shaded._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F4E79"/>')
    )
    shaded.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
    inner.cell(2, 2).paragraphs[0].add_run("\u200b\u200b")
    paragraph = document.add_paragraph("")
    run = paragraph.add_run()
    run._r.append(
        parse_xml(
            f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox>'
            "<w:txbxContent><w:p><w:r><w:t>大邑县人民政府办公室</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>2022年4月8日</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
        )
    )
    document.save(path)


def labelled_prose(path: Path) -> None:
    """No table: who and when stand in brackets or behind labels in the text."""
    document = new_document()
    for text in (
        "石阡县2023年政务公开工作要点",
        "一、聚焦重点领域",
        "（一）公开涉农补贴发放结果。按季度公布到户明细。（责任单位：县农业农村局、各乡镇；完成时限：2023年12月底前）",
        "（二）公开医疗收费标准。牵头单位：县卫生健康局；配合单位：县医保局；完成时限：6月底前。",
        "二、提升服务水平",
        "（三）开展政府开放日活动。",
        "责任单位：县政府办公室",
        "完成时限：全年",
        "（四）整治僵尸账号（县委网信办牵头，各乡镇配合，9月底前完成）。",
    ):
        document.add_paragraph(text)
    document.save(path)


def traditional(path: Path) -> None:
    """Traditional script; a merged heading column."""
    plan = Plan(
        "traditional",
        [
            "某市某縣2023年政務公開工作任務分解表",
            Grid(
                [
                    boxes("類別", "序號", "工作任務", "責任單位", "完成時限"),
                    [
                        Box("主動公開", rows=2),
                        *boxes(
                            "1",
                            "公開財政預決算資訊，加強業務指導。",
                            "縣財政局、縣審計局",
                            "6月底前",
                        ),
                    ],
                    boxes("2", "開展政策解讀。", "縣政府辦、各鄉鎮政府", "全年"),
                    [*boxes("依申請公開", "3", "規範答復文書", "縣司法局", "長期堅持")],
                ],
                (14, 8, 40, 24, 14),
            ),
        ],
    )
    write_docx(plan, path)


# --- Excel --------------------------------------------------------------------------------------

THIN = Side(style="thin")


def ruled(sheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            cell.border = Border(THIN, THIN, THIN, THIN)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = copy.copy(cell.font) if cell.font.color else Font(name=FONT)


def workbook_of_sheets(path: Path) -> None:
    """Two task sheets, a hidden one, hidden rows and columns, dates by their formats."""
    workbook = Workbook()
    first = workbook.active
    first.title = "主动公开"
    first["A1"] = "2023年遂昌县政务公开重点任务清单"
    first.merge_cells("A1:F1")
    header = ["序号", "任务类别", "具体举措", "内部评分", "责任单位", "完成时间"]
    rows = [
        [1, "预决算公开", "公开部门预决算，说明变化原因", 80, "县财政局", date(2023, 9, 30)],
        [2, None, "公开预算绩效目标", 75, None, date(2023, 10, 31)],
        [3, "民生公开", "公开最低工资标准", 60, "县人力社保局", date(2023, 6, 30)],
        [4, "民生公开", "作废的一行", 0, "县民政局", date(2023, 6, 30)],
        [5, None, "公开养老服务补贴发放结果", 90, "县民政局", "每月10日前"],
    ]
    for values in (header, *rows):
        first.append(values)
    first.merge_cells("B3:B4")
    first.merge_cells("E3:E4")
    first["B7"] = None
    first["B5"].value = "民生公开"
    ruled(first)
    for row in range(3, 8):
        first.cell(row, 1).number_format = '0"."'
        first.cell(row, 6).number_format = 'm"月"d"日前"'
    first.row_dimensions[6].hidden = True
    first.column_dimensions["D"].hidden = True
    first["C7"].comment = Comment("请再核", "编辑")
    first["B7"].value = "365娱乐场投注"
    first["B7"].font = Font(color="FFFFFFFF")
    second = workbook.create_sheet("解读回应")
    second.append(["序号", "任务类别", "具体举措", "责任单位", "完成时间"])
    second.append([6, "解读", "主要负责人解读重大政策", "县政府办公室", "全年"])
    second["A1"].fill = PatternFill("solid", fgColor="FF1F4E79")
    second["A1"].font = Font(color="FFFFFFFF")
    secret = workbook.create_sheet("草稿")
    secret.append(["序号", "具体举措", "责任单位"])
    secret.append([7, "尚未定稿的任务", "县政府办公室"])
    secret.sheet_state = "hidden"
    workbook.save(path)


def two_deadlines(path: Path) -> None:
    """A task of two deadlines; a number merged over measures; units one a row; a shifted cell."""
    plan = Plan(
        "two",
        [
            "2024年泾川县政务公开任务台账",
            Grid(
                [
                    boxes("序号", "重点任务", "具体措施", "责任单位", "完成时限"),
                    [
                        Box("1", rows=2),
                        Box("预决算公开", rows=2),
                        Box("公开预算和决算。", rows=2),
                        Box("县财政局", rows=2),
                        Box("预算：2月底前"),
                    ],
                    boxes("决算：9月底前"),
                    [
                        Box("2", rows=3),
                        Box("政策解读", rows=3),
                        *boxes("文字解读与文件同步发布。", "各起草部门", "全年"),
                    ],
                    boxes("图解不少于10件。", "县融媒体中心", "12月底前"),
                    boxes("上门宣讲。", "各乡镇", "11月底前"),
                    boxes("3", "举办开放日活动。", "县政府办", "9月底前", ""),
                    [
                        Box("4", rows=2),
                        Box("目录", rows=2),
                        Box("更新目录。", rows=2),
                        Box("县政府办"),
                        Box("3月底前", rows=2),
                    ],
                    boxes("县司法局"),
                ],
                (8, 16, 40, 20, 20),
            ),
        ],
    )
    write_xlsx(plan, path)


# --- Web pages ----------------------------------------------------------------------------------


def portal_page(path: Path) -> None:
    """GBK; layout tables around the task table; spans; hidden advertisements; furniture."""
    grid = Grid(
        [
            [Box("类别", rows=1), *boxes("工作任务", "牵头单位", "责任单位", "完成时限")],
            [
                Box("信息发布", rows=2),
                Box("规范发布政府信息"),
                Box("市政府办公室", columns=2),
                Box("持续推进"),
            ],
            [Box("公开权责清单。"), Box("市委编办"), Box("市直各部门"), Box("8月底前", rows=2)],
            [Box("平台建设"), Box("网站适老化改造。"), Box("市大数据局"), Box("市政府办公室")],
        ],
        (14, 40, 16, 16, 14),
    )
    page = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>任务分解</title><style>.ad{{display:none}}</style></head><body>
<form id="aspnetForm"><table width="100%">
<tr><td><table><tr><td>当前位置：首页</td></tr></table></td></tr>
<tr><td><p>2022年镕城市政务公开工作任务分解表</p>
<div style="display:none">beat365体育投注官网</div>
<p><font color="#ffffff">澳门银河娱乐城</font>发布日期：2022年5月6日</p>
{html_table(grid)}
<p>注：任务完成情况纳入年度考核。</p></td></tr>
<tr><td>打印本页 关闭窗口</td></tr></table></form></body></html>"""
    path.write_bytes(page.encode("gb18030"))


def listed_page(path: Path) -> None:
    """Two tables, the second without a header goes on with the first; an ordered list above."""
    first = Grid(
        [
            boxes("序号", "公开事项", "责任主体", "办理时限"),
            boxes("（1）", "公开河湖长名单", "区水利局", "4月底前"),
        ],
        (8, 50, 22, 20),
    )
    second = Grid(
        [
            boxes("（2）", "公开水质监测结果", "市生态环境局某某分局", "每月"),
            boxes("（3）", "公开排污许可", "市生态环境局某某分局", "动态更新"),
        ],
        (8, 50, 22, 20),
    )
    path.write_text(
        "<!doctype html><meta charset=utf-8><h1>2023年某某区政务公开事项清单</h1>"
        "<h2>一、总体安排</h2><ol><li>明确分工。</li><li>定期检查。</li></ol>"
        f"{html_table(first)}{html_table(second)}",
        encoding="utf-8",
    )


# --- for PDF ------------------------------------------------------------------------------------

LONG = "围绕群众关心关注的就业、教育、医疗、住房、养老等事项，细化公开内容，优化公开方式，"


def long_table(path: Path) -> None:
    """Many pages: the header repeats, rows are cut, unit cells are merged over page breaks."""
    document = new_document()
    document.sections[0].header.paragraphs[0].text = "蓬溪县政务公开工作任务分解表（2022年）"
    document.add_paragraph("2022年蓬溪县政务公开工作任务分解表")
    rows = [boxes("序号", "工作任务", "责任单位", "完成时限")]
    for start in range(1, 25, 3):
        for at in range(start, start + 3):
            unit = (
                [Box(f"县{'教育体育人力卫生民政住建交通水利'[start // 3 * 2 :][:2]}局", rows=3)]
                if at == start
                else []
            )
            rows.append(
                [
                    Box(str(at)),
                    Box(f"{LONG}完成第{at}类事项公开。"),
                    *unit,
                    Box("全年" if at % 2 else "11月底前"),
                ]
            )
    add_table(document, Grid(rows, (8, 50, 22, 20)))
    document.save(path)


def sheet_for_print(path: Path) -> None:
    """A sheet as it is printed."""
    plan = Plan(
        "sheet",
        [
            "2021年宁陕县政务公开工作台账",
            Grid(
                [
                    boxes("序号", "工作事项", "责任单位", "时限"),
                    boxes("1", "公开扶贫资金项目", "县乡村振兴局", "季度末"),
                    boxes("2", "公开危房改造名单", "县住建局", "9月底前"),
                    boxes("3", "公开救助对象名单", "县民政局、各镇", "每月"),
                ],
                (8, 40, 22, 16),
            ),
        ],
    )
    write_xlsx(plan, path)


LAYOUTS: dict[str, Callable[[Path], None]] = {
    "merged-columns.docx": merged_columns,
    ".docx>merged-columns-saved.docx": merged_columns,
    ".docx>merged-columns.pdf": merged_columns,
    ".docx>merged-columns.html": merged_columns,
    "numbered-headings.docx": numbered_headings,
    ".docx>numbered-headings-saved.docx": numbered_headings,
    "boxed-and-hidden.docx": boxed_and_hidden,
    "labelled-prose.docx": labelled_prose,
    ".docx>labelled-prose.pdf": labelled_prose,
    "traditional.docx": traditional,
    "workbook-of-sheets.xlsx": workbook_of_sheets,
    ".xlsx>workbook-of-sheets-saved.xlsx": workbook_of_sheets,
    "two-deadlines.xlsx": two_deadlines,
    ".xlsx>two-deadlines.html": two_deadlines,
    "portal-page.html": portal_page,
    "listed-page.html": listed_page,
    ".docx>long-table.pdf": long_table,
    ".xlsx>sheet-for-print.pdf": sheet_for_print,
}
