"""The line before SES: places are given in order, each once, and the line is empty when its last place has passed."""

from mikomi.aws import line

APART = 100
NOW = 1_800_000_000_000


def test_places_follow_one_another(world):
    """Each place lies behind the one before, whoever asks and at what moment; nobody in line: nothing to wait for."""
    assert line.look(NOW).ends_at == 0
    assert [line.take(NOW, APART), line.take(NOW, APART), line.take(NOW + 50, APART)] == [
        NOW + APART,
        NOW + 2 * APART,
        NOW + 3 * APART,
    ]
    assert line.look(NOW).ends_at == NOW + 3 * APART


def test_a_line_that_has_passed_begins_anew(world):
    """Up to its last moment a line goes on, and from that moment on it begins at the present."""
    last = line.take(NOW, APART)
    assert line.take(last - 1, APART) == last + APART
    over = last + APART
    assert line.take(over, APART) == over + APART
    assert line.take(over + 10 * APART, APART) == over + 11 * APART
