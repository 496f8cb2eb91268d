"""What an unknown account's password is checked against."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from agent.officer.accounts.staff import no_hash


def test_an_unknown_account_costs_what_a_known_one_costs() -> None:
    hasher = PasswordHasher(time_cost=2, memory_cost=2048, parallelism=2, hash_len=24, salt_len=12)
    stored, nobody = hasher.hash("一句很长的话当密码用就好了"), no_hash(hasher)
    assert extract_parameters(nobody) == extract_parameters(stored)
    assert len(nobody) == len(stored) and nobody != no_hash(hasher)
    with pytest.raises(VerifyMismatchError):
        hasher.verify(nobody, "一句很长的话当密码用就好了")
