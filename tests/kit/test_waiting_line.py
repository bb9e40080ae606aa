import threading
import time

from samphan.kit.waiting_line import WaitingLine

PATIENT = 30.0


def _waits(line: WaitingLine, count: int) -> bool:
    """Say whether so many stand in the line soon."""
    deadline = time.monotonic() + PATIENT
    while len(line._turns) != count and time.monotonic() < deadline:
        time.sleep(0.001)
    return len(line._turns) == count


def test_everybody_gets_in_in_the_order_they_came() -> None:
    line, came = WaitingLine(), []

    def stand(number: int) -> None:
        assert line.enter(PATIENT)
        came.append(number)
        line.leave()

    assert line.enter(PATIENT)
    threads = [threading.Thread(target=stand, args=(number,)) for number in range(20)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        assert _waits(line, number)
    line.leave()
    for thread in threads:
        thread.join()

    assert came == list(range(20))
    assert line.enter(0)


def test_who_leaves_does_not_come_before_those_who_wait() -> None:
    line, came = WaitingLine(), []

    def stand() -> None:
        assert line.enter(PATIENT)
        came.append("waited")
        line.leave()

    assert line.enter(PATIENT)
    waiting = threading.Thread(target=stand)
    waiting.start()
    assert _waits(line, 1)
    line.leave()
    assert line.enter(PATIENT)
    came.append("came back")
    waiting.join()

    assert came == ["waited", "came back"]


def test_who_gives_up_holds_up_nobody() -> None:
    line = WaitingLine()
    assert line.enter(PATIENT)
    assert not line.enter(0.01)
    assert _waits(line, 0)

    line.leave()

    assert line.enter(0)
    assert not line.enter(0)
