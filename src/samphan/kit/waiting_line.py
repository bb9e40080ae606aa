"""A lock whose waiters get it in the order they came: nobody is passed over, however many want it."""

import threading
from collections import deque


class WaitingLine:
    """One thread at a time; the others wait in line, asleep."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._is_held = False
        self._turns: deque[threading.Lock] = deque()  # each locked until its thread's turn has come

    def enter(self, timeout: float) -> bool:
        """Wait for the turn, at most so many seconds; return whether it came."""
        with self._mutex:
            if not self._is_held:
                self._is_held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._turns.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._mutex:
            if turn not in self._turns:  # it came in this very moment
                return True
            self._turns.remove(turn)
            return False

    def leave(self) -> None:
        """Let the next one in."""
        with self._mutex:
            if self._turns:
                self._turns.popleft().release()
            else:
                self._is_held = False
