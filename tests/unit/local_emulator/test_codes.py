"""The emulator's codes from e-mails end as Cognito's do."""

import pytest

from local.emulator.codes import (
    CODE_SECONDS,
    DIGITS,
    TRIES,
    ExpiredCodeError,
    NoSessionError,
    Sessions,
    WrongCodeError,
)

pytestmark = pytest.mark.finding("M3")
CLIENT = "code-client"


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(clock)


def begun(sessions: Sessions) -> tuple[str, str]:
    """A session's token and its code."""
    token = sessions.begin(CLIENT, "flora", has_code=True, seconds=CODE_SECONDS)
    return token, sessions.find(token, CLIENT).code


def test_the_right_code_signs_in_once(sessions: Sessions) -> None:
    token, code = begun(sessions)
    assert len(code) == DIGITS
    assert sessions.prove(token, CLIENT, code) == "flora"
    with pytest.raises(NoSessionError):
        sessions.prove(token, CLIENT, code)


def test_a_wrong_code_may_be_tried_again_but_not_for_ever(sessions: Sessions) -> None:
    token, code = begun(sessions)
    for _ in range(TRIES):
        with pytest.raises(WrongCodeError):
            sessions.prove(token, CLIENT, "wrong")
    with pytest.raises(NoSessionError):
        sessions.prove(token, CLIENT, code)


def test_a_code_expires_after_three_minutes(sessions: Sessions, clock: Clock) -> None:
    token, code = begun(sessions)
    clock.now += CODE_SECONDS
    with pytest.raises(ExpiredCodeError):
        sessions.prove(token, CLIENT, code)


def test_a_code_is_worth_nothing_at_another_client(sessions: Sessions) -> None:
    token, code = begun(sessions)
    with pytest.raises(NoSessionError):
        sessions.prove(token, "another-client", code)


def test_where_no_code_was_sent_none_is_right(sessions: Sessions) -> None:
    token = sessions.begin(CLIENT, "nobody", has_code=False, seconds=CODE_SECONDS)
    with pytest.raises(WrongCodeError):
        sessions.prove(token, CLIENT, "")


def test_a_sign_up_signs_in_once_and_for_a_while(sessions: Sessions, clock: Clock) -> None:
    token = sessions.begin(CLIENT, "flora", has_code=False, seconds=60)
    assert sessions.redeem(token, CLIENT) == "flora"
    with pytest.raises(NoSessionError):
        sessions.redeem(token, CLIENT)
    late = sessions.begin(CLIENT, "flora", has_code=False, seconds=60)
    clock.now += 60
    with pytest.raises(NoSessionError):
        sessions.redeem(late, CLIENT)


def test_sessions_that_have_ended_are_not_kept(sessions: Sessions, clock: Clock) -> None:
    begun(sessions)
    clock.now += CODE_SECONDS
    begun(sessions)
    assert len(sessions.open) == 1
