"""Settings of the documentation site: `make site`. Built without network; it loads nothing from elsewhere."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from docs.reference import functions_page  # noqa: E402  the checkout, wherever this is started from

(HERE / "python-functions.md").write_text(functions_page(), encoding="utf-8")

project = "subca"
author = "the subca authors"
version = release = re.findall(r'"(.+)"', (HERE.parent / "explorer" / "__init__.py").read_text(encoding="utf-8"))[-1]
project_copyright = "the subca authors. Code: Apache-2.0. CCADB data: CDLA-Permissive-2.0"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["scheduled/*"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = f"subca {release}"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
