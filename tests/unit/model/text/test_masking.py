"""What may not leave is replaced before it is sent, the same words alike, and restored in what comes back."""

from __future__ import annotations

from agent.model.text.masking import Mask

FIRM = "川南某某精密机械有限公司"
SAID = f"我们是{FIRM}，联系人周工，电话13900001111，微信：zhou_gong77，邮箱zhou@firm.example。{FIRM}急需解决"


def test_contacts_people_and_firms_are_hidden_and_come_back() -> None:
    mask = Mask()
    mask.know([FIRM])
    hidden = mask.hide(SAID)
    assert not any(word in hidden for word in ("周工", "1390000", "zhou", FIRM)) and "急需解决" in hidden
    assert hidden.count("〔企业1〕") == 2 and "〔联系方式1〕" in hidden and "〔联系人1〕" in hidden
    assert mask.restore({"quote": hidden, "rows": [hidden, 3], "none": None}) == {
        "quote": SAID, "rows": [SAID, 3], "none": None
    }  # fmt: skip


def test_the_same_words_get_the_same_placeholder_in_every_message() -> None:
    mask = Mask()
    sent = mask.messages(
        [{"role": "system", "content": "13900001111"}, {"role": "user", "content": "电话13900001111"}]
        + [{"role": "tool", "content": "回电 13900001111 或 13700002222"}, {"role": "assistant", "content": None}]
    )
    assert sent[0]["content"] == "13900001111" and sent[3]["content"] is None
    assert "〔联系方式" in sent[1]["content"] and "13900001111" not in sent[1]["content"] + sent[2]["content"]
    assert "13700002222" not in sent[2]["content"]


def test_nothing_to_hide_changes_nothing() -> None:
    mask = Mask()
    assert mask.hide("良率92%，温度400-500 ℃") == "良率92%，温度400-500 ℃" == mask.restore("良率92%，温度400-500 ℃")
