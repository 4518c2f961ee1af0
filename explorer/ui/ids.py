"""Every component id, once. A callback that names another id fails the test of ids."""

from __future__ import annotations

LOCATION = "location"
OUTLET = "outlet"
TITLE = "title"  # store: the title of the page, read by the browser
THEME_BUTTON = "theme-button"
THEME = "theme"  # store: follows the theme that the browser shows
COPY_LINK = "copy-link"
SUMMARY = "summary"
NOTICES = "notices"
STALE = "stale"  # how old the newest list is
PRINT_HEAD = "print-head"  # what paper says above the page
PRINT_ADDRESS = "print-address"  # filled by the browser
ANNOUNCE = "announce"  # polite live region

SEARCH = "search"
SEARCH_RESULTS = "search-results"

DAY = "filter-day"
FILTER_BAR = "filter-bar"
FILTER_PROGRAM = "filter-program"
FILTER_PURPOSE = "filter-purpose"
FILTER_SEVERITY = "filter-severity"
FILTER_RULE = "filter-rule"
FILTER_OWNER = "filter-owner"
FILTER_OPERATOR = "filter-operator"
FILTER_TEXT = "filter-text"
FILTER_EXTERNAL = "filter-external"
FILTER_REVOKED = "filter-revoked"
FILTER_EXPIRED = "filter-expired"
FILTER_KEY = "filter-key"
FILTER_BASIS = "filter-basis"
FILTER_FLAGS = "filter-flags"
TAKE_AWAY = "take-away"  # the files of the view
MEANING = "meaning"  # of a word, beside it
CITATION = "citation"  # the dialog with the text to quote
HOME = "home"  # the link to the root of the site
HELP = "help"

FINDINGS_GRID = "findings-grid"
FINDINGS_QUERY = "findings-query"  # store: the filters of the grid, as in the address

LINEAGE = "lineage"
LINEAGE_SVG = "lineage-svg"  # store: the drawing, inserted by the browser

OUTLINE = "outline"
OUTLINE_SOURCE = "outline-source"  # store: where the first level comes from

TREEMAP = "treemap"
TREEMAP_SVG = "treemap-svg"  # store: the drawing, inserted by the browser

FLAGS_PER_DAY = "flags-per-day"
FLAGS_SVG = "flags-svg"  # store: the drawing, inserted by the browser
LAST_CHANGES = "last-changes"
LAST_CHANGES_QUERY = "last-changes-query"  # store: the address of the overview

CHANGES_FROM = "changes-from"
CHANGES_TO = "changes-to"
CHANGES_SHOWN = "changes-shown"  # store: the two days as shown

WHAT_IF_OWNERS = "what-if-owners"
WHAT_IF_CA = "what-if-ca"
WHAT_IF_AFTER = "what-if-after"
WHAT_IF_TARGET = "what-if-target"
WHAT_IF_SHOWN = "what-if-shown"  # store: owners, day and target as shown

STATIC = (
    LOCATION,
    OUTLET,
    TITLE,
    THEME_BUTTON,
    THEME,
    COPY_LINK,
    SUMMARY,
    NOTICES,
    STALE,
    PRINT_HEAD,
    PRINT_ADDRESS,
    ANNOUNCE,
    SEARCH,
    SEARCH_RESULTS,
    DAY,
    FILTER_BAR,
    FILTER_PROGRAM,
    FILTER_PURPOSE,
    FILTER_SEVERITY,
    FILTER_RULE,
    FILTER_OWNER,
    FILTER_OPERATOR,
    FILTER_TEXT,
    FILTER_EXTERNAL,
    FILTER_REVOKED,
    FILTER_EXPIRED,
    FILTER_KEY,
    FILTER_BASIS,
    FILTER_FLAGS,
    TAKE_AWAY,
    CITATION,
    MEANING,
    HOME,
    HELP,
)
"""Ids of the frame, on every page."""

OF_PAGES = (
    FINDINGS_GRID,
    FINDINGS_QUERY,
    LINEAGE,
    LINEAGE_SVG,
    OUTLINE,
    OUTLINE_SOURCE,
    TREEMAP,
    FLAGS_PER_DAY,
    FLAGS_SVG,
    LAST_CHANGES,
    LAST_CHANGES_QUERY,
    TREEMAP_SVG,
    CHANGES_FROM,
    CHANGES_TO,
    CHANGES_SHOWN,
    WHAT_IF_OWNERS,
    WHAT_IF_CA,
    WHAT_IF_AFTER,
    WHAT_IF_TARGET,
    WHAT_IF_SHOWN,
)
"""Ids that one page has and others have not."""
