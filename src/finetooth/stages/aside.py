"""Calls done aside, in a thread of their own, so that whoever asks for them never waits."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread


class Aside:
    """Does calls one after another, in the order they were asked for; after one that raises it does no more.

    The thread never keeps a process alive: calls that are not done when it ends are lost.
    """

    def __init__(self, name: str) -> None:
        self.fault: BaseException | None = None  # what a call raised; set once, by the thread alone
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def do(self, call: Callable[[], None]) -> None:
        """Ask for a call; return at once."""
        self._calls.put(call)

    def close(self) -> None:
        """Let the thread end when all that was asked for is done."""
        self._calls.put(None)

    def is_over(self, seconds: float) -> bool:
        """Wait at most so long for the end, after ``close``; return whether it came."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                call()
            except BaseException as fault:  # a tracker may call sys.exit, and nobody else is here to hear of it
                self.fault = fault
                return
