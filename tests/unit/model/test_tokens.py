from agent.tokens import count_tokens, truncate


def test_chinese_text_counts_about_one_token_a_character() -> None:
    text = "我们厂做汽车保险杠注塑件，表面总有银纹" * 20
    assert 0.5 * len(text) < count_tokens(text) < 1.3 * len(text)


def test_special_token_text_is_counted_as_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_truncate_keeps_the_longest_head_within_the_limit() -> None:
    text = "磷酸铁锂电池低温放电容量保持率" * 30
    head = truncate(text, 40)
    assert text.startswith(head)
    assert count_tokens(head) <= 40 < count_tokens(text[: len(head) + 2])
