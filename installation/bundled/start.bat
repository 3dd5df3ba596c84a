@echo off
rem Starts the server. Settings: lines such as "set HOST=0.0.0.0" in settings.bat beside this file.
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
if exist settings.bat call settings.bat
.venv\Scripts\python.exe run.py
