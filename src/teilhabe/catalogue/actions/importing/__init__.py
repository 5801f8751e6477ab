"""Feeds, their runs, and taking over what they tell."""

from ..settling import IMPORTS
from .feeds import FeedInUse, NotForYou, change_feed, create_feed, end_gone, is_unused, keep_gone, remove_feed
from .in_bulk import create_many
from .runs import (
    FaultyRows,
    NotNow,
    RunUnderWay,
    begin_applying,
    begin_run,
    choose,
    choose_all,
    discard_run,
    fail_run,
    finish_applying,
    go_on,
    read_columns_as,
    say_planned,
    stop_applying,
)
from .taking import take_over, take_over_quietly, who_writes

__all__ = [
    "IMPORTS",
    "FaultyRows",
    "FeedInUse",
    "NotForYou",
    "NotNow",
    "RunUnderWay",
    "begin_applying",
    "begin_run",
    "change_feed",
    "choose",
    "choose_all",
    "create_feed",
    "create_many",
    "discard_run",
    "end_gone",
    "fail_run",
    "finish_applying",
    "go_on",
    "is_unused",
    "keep_gone",
    "read_columns_as",
    "remove_feed",
    "say_planned",
    "stop_applying",
    "take_over",
    "take_over_quietly",
    "who_writes",
]
