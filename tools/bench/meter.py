"""CPU time of processes, with all their threads and children, to the microsecond (Linux only)."""

import os
from pathlib import Path

PROC = Path("/proc")


def is_possible() -> bool:
    """Say whether this system keeps such accounts."""
    return (PROC / "self" / "schedstat").exists()


def family_of(pid: int) -> list[int]:
    """Return a process and everything under it."""
    family, todo = [], [pid]
    while todo:
        one = todo.pop()
        family.append(one)
        for task in (PROC / str(one) / "task").glob("*"):
            todo += [int(child) for child in (task / "children").read_text().split()]
    return family


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU time that these processes and all under them have used so far, user and system."""
    nanoseconds = 0
    for pid in {member for root in pids for member in family_of(root)}:
        for task in (PROC / str(pid) / "task").glob("*"):
            nanoseconds += int((task / "schedstat").read_text().split()[0])
    return nanoseconds / 1e9


def n_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))
