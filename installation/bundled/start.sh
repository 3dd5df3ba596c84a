#!/bin/sh
# 启动服务。设置写在环境变量里，例如 PORT=9000 HOST=0.0.0.0 ./start.sh  Starts the server; settings come from the environment.
cd "$(dirname "$0")" && exec .venv/bin/python run.py
