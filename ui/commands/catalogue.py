"""``queqiao import | reindex | doctor | erase | backup | restore``: the catalogue's upkeep."""

from __future__ import annotations

import argparse
from pathlib import Path

import agent as agent_door
import knowledge
from ui.commands.base import CommandError, Commands, add_data_option, opened, progress_bar, settings_of

BACKUP_NOTE = "其中有企业原话、联系方式和密码摘要。请像数据目录一样保管，加密存放，到期销毁。"
MARKS = {"ok": "✓", "warn": "!", "error": "✕"}


def add_commands(commands: Commands) -> None:
    """Register the upkeep commands."""
    _add_import(commands)
    for name, text, run in (
        ("reindex", "从数据库重建全部索引", run_reindex),
        ("doctor", "检查数据库、索引和环境是否正常", run_doctor),
    ):
        parser = commands.add_parser(name, help=text, description=text + "。")
        add_data_option(parser)
        if name == "doctor":
            parser.add_argument("--mend", action="store_true", help="先补齐旧版本留下的只做了一半的操作")
            parser.add_argument("--model", action="store_true", help="改为测试所配置的模型接口，并说明它支持什么")
        parser.set_defaults(run=run)
    parser = commands.add_parser(
        "erase",
        help="彻底删除一段会话或一条记录",
        description="彻底删除：会话连同它的需求、报告、对接和草稿，或一条记录连同它的历史和索引。删除后不能恢复。",
    )
    parser.add_argument("id", metavar="编号", help="会话编号或记录编号")
    add_data_option(parser)
    parser.set_defaults(run=run_erase)
    for name, text, metavar, run in (
        ("backup", "把数据备份成一个文件", "备份文件.zip", run_backup),
        ("restore", "从备份文件恢复数据", "备份文件.zip", run_restore),
    ):
        parser = commands.add_parser(name, help=text, description=text + "。")
        parser.add_argument("file", metavar=metavar, type=Path)
        add_data_option(parser, whole=True)
        parser.set_defaults(run=run)


def _add_import(commands: Commands) -> None:
    parser = commands.add_parser(
        "import",
        help="导入成果、专家和资源",
        description="导入 JSONL、CSV 或 XLSX（中文表头），按编号更新，逐行报告问题。",
    )
    parser.add_argument("files", metavar="文件", nargs="+", type=Path)
    parser.add_argument(
        "--type", choices=["achievement", "expert", "resource"], help="记录类型：成果、专家或资源（默认按表头判断）"
    )
    add_data_option(parser)
    parser.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> int:
    """Import and index; 1 when any line was refused."""
    with opened(options, demo=False, sync=False) as agent:
        with progress_bar() as progress:
            catalogue = agent.knowledge.catalogue
            report = knowledge.import_files(
                options.files, catalogue, progress=progress, type_hint=options.type, keep=agent.imported
            )
        print(report.text())
        with progress_bar() as progress:
            agent.sync(progress)
        if holder := knowledge.served_by(settings_of(options).data_dir):
            print(f"服务正在运行（{holder}），几秒内就会用上这些记录，不用重启。")
    return 1 if report.errors else 0


def run_reindex(options: argparse.Namespace) -> int:
    """Rebuild every index; not beneath a running service, which owns them."""
    with knowledge.owned(settings_of(options).data_dir, "重建索引"), opened(options, sync=False) as agent:
        with progress_bar() as progress:
            agent.knowledge.reindex(progress)
        print(f"索引已重建：{sum(agent.knowledge.catalogue.count().values())} 条记录。")
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Print the findings; 1 when something is broken. A folder that cannot be opened is a finding."""
    try:
        with opened(options, demo=False, sync=False) as agent:
            for name, count in agent.knowledge.mend().items() if options.mend else ():
                print(f"✓ 已补齐：{count} {name}")
            findings = list(agent.check_model()) if options.model else agent.knowledge.doctor()
    except knowledge.DatabaseProblem as error:
        print(f"{MARKS['error']} {error}")
        return 1
    for finding in findings:
        advice = f" → {finding.advice}" if finding.advice else ""
        print(f"{MARKS[finding.level]} {finding.message}{advice}")
    return 1 if any(finding.level == "error" for finding in findings) else 0


def run_backup(options: argparse.Namespace) -> int:
    """Write a consistent copy while the service may go on running."""
    with opened(options, sync=False) as agent:
        try:
            held = agent.knowledge.backup(options.file)
        except knowledge.BackupError as error:
            raise CommandError(str(error)) from error
    print(f"已备份到 {options.file.name}。里面有：")
    for what, count in held.items():
        print(f"  {count} {what}")
    print(BACKUP_NOTE)
    return 0


def run_erase(options: argparse.Namespace) -> int:
    """Erase a conversation or a record; 1 when there is none of that id. May run beside a service."""
    with opened(options, demo=False, sync=False) as agent:
        try:
            print(agent.knowledge.casebook.erase(options.id, "命令行").text())
        except agent_door.CaseError:
            if not agent.knowledge.erase_record(options.id):
                raise CommandError(f"没有编号为 {options.id} 的会话或记录。") from None
            print(f"已删除记录 {options.id} 和它的历史、向量与索引。")
    print("以前的备份里还有它；请按保存期限销毁旧备份。")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Put a backup in place of the present data and rebuild the indexes; not beneath a running service.

    A database that cannot be opened is set aside, once the backup was found to be whole.
    """
    settings = settings_of(options)
    folder = settings.data_dir
    with knowledge.owned(folder, "恢复"):
        try:
            knowledge.must_be_sqlite(settings.database_url)
            knowledge.check_backup(options.file)
            try:
                _restore(options)
            except knowledge.DatabaseProblem as error:
                if error.kind not in ("damaged", "missing"):
                    raise
                if aside := knowledge.set_aside(folder):
                    print(f"原来的数据库打不开，已改名为 {aside.name}。")
                knowledge.forget_indexes(folder)
                _restore(options)
        except knowledge.BackupError as error:
            raise CommandError(str(error)) from error
    return 0


def _restore(options: argparse.Namespace) -> None:
    with opened(options, demo=False, sync=False) as agent:
        agent.knowledge.restore(options.file)
        print(f"已恢复 {sum(agent.knowledge.catalogue.count().values())} 条记录，索引已重建。")
