"""Waiting in line: one at a time, in order; who waits too long is told so and holds nobody up."""

from __future__ import annotations

import threading
import time

from agent.conversation.lines import Lines


def test_one_at_a_time_in_the_order_they_came() -> None:
    lines, seen, inside = Lines(), list[int](), list[int]()

    def work(number: int) -> None:
        with lines.turn("c", 10) as first:
            assert first
            inside.append(number)
            assert len(inside) == 1
            time.sleep(0.01)
            seen.append(number)
            inside.remove(number)

    with lines.turn("c", 10):
        threads = []
        for number in range(6):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while lines.waiting("c") < number + 2:
                time.sleep(0.001)
        assert seen == []
    for thread in threads:
        thread.join(timeout=5)
    assert seen == list(range(6)) and lines.waiting("c") == 0


def test_other_keys_do_not_wait_and_patience_ends() -> None:
    lines = Lines()
    with lines.turn("a", 1) as first, lines.turn("b", 0.01) as other, lines.turn("a", 0.02) as second:
        assert first and other and not second
    with lines.turn("a", 0.01) as again:
        assert again
