#!/bin/sh
# 离线安装：不需要网络，只需要 Python 3.11–3.14。 Installs without a network; Python 3.11 to 3.14 must be there.
cd "$(dirname "$0")" || exit 1
for python in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        "$python" -m installation && echo "安装完成。启动：./start.sh  Installed; ./start.sh starts it."
        exit
    fi
done
echo "没有找到 Python 3.11–3.14（含 venv）。请先安装，再运行 ./install.sh" >&2
echo "There is no Python 3.11 to 3.14 with venv. Install one, then run ./install.sh again." >&2
exit 1
