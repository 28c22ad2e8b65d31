"""The page of one release: `canary.html`, with `canary.png` for chats and `release.json`.

from sluice.report import canary_page

context = canary_page.Context.of(descriptor)
written = canary_page.write(Path("reports/stage/20261125T235608Z-3f2a"), release, events, context)
print(canary_page.summary(release), written.page)
"""

from sluice.canary.page.context import Context
from sluice.canary.page.files import Written, folder_of, write
from sluice.canary.page.page import render
from sluice.canary.page.verdict import summary

__all__ = ["Context", "Written", "folder_of", "render", "summary", "write"]
