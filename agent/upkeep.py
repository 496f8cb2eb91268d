"""What runs by itself beside the turns: indexes that follow the catalogue, ends of retention, memory that forgets."""

from __future__ import annotations

import functools
import gc
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from agent.settings import Settings
from knowledge import Casebook, DatabaseProblem, KnowledgeBase
from knowledge.casebook import NotFoundError
from knowledge.storage.database import empty_log, now

log = logging.getLogger(__name__)
FOLLOWS_EVERY_S = 5.0
DAY_S = 86_400.0
FORGETS_EVERY_S = 600.0
"""At most this often the caches of texts are emptied after an erasure: emptying them slows the next turns."""

BY = "保存期限"
CACHE = type(functools.lru_cache(len))
OURS = ("agent.", "knowledge.", "tools.")


class Upkeep:
    """A thread beside one tenant's turns."""

    def __init__(self, knowledge: KnowledgeBase, settings: Settings, warm: Callable[[], object]) -> None:
        self._knowledge = knowledge
        self._settings = settings
        self._warm = warm
        self._stop = threading.Event()
        self._erased = threading.Event()
        self._forgot = -FORGETS_EVERY_S
        self._swept = -DAY_S
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Bring the indexes up to date while turns already run on what is ready, and go on following."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
            self._thread.start()

    def stop(self, patience_s: float = 30) -> None:
        """End soon."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=patience_s)

    def erased(self) -> None:
        """Something was erased: what memory holds of it goes soon."""
        self._erased.set()

    def _run(self) -> None:
        self._quietly(self._begin)
        while not self._stop.wait(FOLLOWS_EVERY_S):
            self._quietly(self.step)

    def _begin(self) -> None:
        self._knowledge.sync()
        self._warm()

    def step(self) -> None:
        """One round: whatever is due."""
        moment = time.monotonic()
        if self._knowledge.behind():
            self._knowledge.sync()
        if self._swept + DAY_S <= moment:
            self._swept = moment
            if apply_retention(self._knowledge.casebook, self._settings, now()):
                self._erased.set()
        if self._erased.is_set() and self._forgot + FORGETS_EVERY_S <= moment and empty_log(self._knowledge.engine):
            self._erased.clear()
            self._forgot = moment
            self._knowledge.forget_queries()
            forget_texts()

    def _quietly(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            log.exception("upkeep failed; it is tried again, and searching goes on with what is ready")


def apply_retention(casebook: Casebook, settings: Settings, moment: datetime) -> dict[str, int]:
    """Remove what is older than the settings let it get; how much of what, in Chinese. Leaves one audit line."""

    def before(days: int) -> datetime:
        return moment - timedelta(days=days)

    kept, found = casebook.retention, dict[str, int]()
    if days := settings.keep_conversations_days:
        found["段会话"] = _erase_idle(casebook, before(days))
    if days := settings.keep_traces_days:
        found["轮运行记录"] = kept.blank_traces(before(days))
    if days := settings.keep_audit_days:
        found["条操作记录"] = kept.drop_audit(before(days))
    if days := settings.keep_drafts_days:
        found["份没保存的草稿"] = kept.drop_drafts(before(days))
    done = {what: count for what, count in found.items() if count}
    if done:
        casebook.audit.write(BY, "到期删除", "", "、".join(f"{count} {what}" for what, count in done.items()))
    return done


def _erase_idle(casebook: Casebook, before: datetime) -> int:
    count = 0
    while ids := casebook.retention.idle(before):
        for id in ids:
            try:
                casebook.erase(id, BY)
            except (NotFoundError, DatabaseProblem):
                log.warning("a conversation past its time was not erased; it is tried again tomorrow")
                return count
            count += 1
    return count


def forget_texts() -> int:
    """Empty every cache of this product's functions, whose keys may be what somebody wrote; how many there were."""
    caches = [one for one in gc.get_objects() if isinstance(one, CACHE)]
    ours = [one for one in caches if str(getattr(one, "__module__", "")).startswith(OURS)]
    for one in ours:
        one.cache_clear()
    return len(ours)
