"""``python -m bench.bare DATABASE PORT``"""

import sys
from pathlib import Path

import waitress

from bench.bare.pages import build

waitress.serve(build(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), threads=4, channel_timeout=3600)
