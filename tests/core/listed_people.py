"""People as the directory of leads has them: with points, runs, acts of sales and alerts that wait, of any names."""

from hypothesis import strategies as st
from mikomi.model.effects import Escalates, SendAlert
from mikomi.model.person import Contribution, Enrolment, Member, Person, Trait, WaitingAlert
from mikomi.model.sales import Sales, SalesAct

from tests.core.story import at

NOW = at("2026-11-24 10:00")
DAY = 86_400_000
WRITTEN = st.text(
    st.sampled_from("山田花子髙橋ｶﾞｷﾞアァかがぱっャー㈱（株）株式会社ＡaBé①１23-・　 @._𠮷葛\U000e0100"), max_size=20
)
ANYTHING = st.one_of(WRITTEN, st.text(max_size=20))
VALUES = st.one_of(ANYTHING, st.integers(), st.dictionaries(st.text(), st.text()))


def people():
    gains = st.builds(
        Contribution,
        rule=st.just("price"),
        points=st.sampled_from([10.0, -2.5, 0.1]),
        event_id=st.just("e"),
        at=st.integers(NOW - 3 * DAY, NOW),
        plan=st.just(1),
    )
    runs = st.builds(
        Enrolment,
        id=st.just("run"),
        scenario=st.sampled_from(["news", "doc"]),
        plan=st.just(1),
        entered_at=st.just(NOW),
        event_id=st.just("e"),
        since=st.just(NOW),
        status=st.sampled_from(["active", "finished"]),
    )
    acts = st.builds(
        SalesAct,
        id=st.sampled_from("abcdef"),
        verb=st.sampled_from(["task", "call", "done", "exclude", "stage", "undo"]),
        at=st.integers(NOW - 3 * DAY, NOW),
        value=st.sampled_from(["call", "competitor"]),
        of=st.sampled_from(["", "sato", "gone", "a"]),
        due_at=st.sampled_from([None, NOW - 1, NOW + DAY]),
        worth=st.sampled_from([0.0, 1_200_000.5]),
    )
    alerts = st.builds(
        WaitingAlert,
        effect=st.builds(
            SendAlert,
            id=st.just("late"),
            at=st.just(NOW),
            event_id=st.just("e"),
            plan=st.just(1),
            reason=st.just("band"),
            to=st.just(("boss",)),
            escalates=st.one_of(
                st.none(),
                st.builds(
                    Escalates,
                    alert=st.just("x"),
                    to=st.sampled_from([(), ("sato",), ("gone", "sato")]),
                    at=st.just(NOW),
                ),
            ),
        ),
        due_at=st.sampled_from([NOW + 1, NOW + DAY]),
    )
    return st.builds(
        Person,
        sales=st.lists(acts, max_size=4, unique_by=lambda act: act.id).map(lambda listed: Sales(acts=tuple(listed))),
        waiting=st.lists(alerts, max_size=2).map(tuple),
        id=st.integers(0, 10_000).map("l_{}".format),
        email=st.just("a@example.co.jp"),
        last_at=st.one_of(st.none(), st.integers(NOW - 3 * DAY, NOW)),
        owner=st.sampled_from([None, "sato", "gone\t\x1f"]),
        tags=st.dictionaries(st.sampled_from(["vip", "展示会 2026", "odd\t\n\x1ftag"]), st.just(NOW)),
        members=st.dictionaries(
            st.sampled_from(["a:b1", "a:user:u1", "u:u1"]),
            st.builds(Member, first_at=st.just(1), last_at=st.integers(NOW - 10 * 60_000, NOW)),
        ),
        recent=st.lists(gains, max_size=8).map(tuple),
        enrolments=st.lists(runs, max_size=2).map(tuple),
        traits=st.dictionaries(
            st.sampled_from(["name", "company", "phone", "address", "ふりがな", "lastNameKana"]),
            st.builds(Trait, value=VALUES, at=st.just(NOW)),
        ),
    )
