@echo off
rem Installs without a network; Python 3.11 to 3.14 (64-bit) must be there.
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
for %%v in (3.14 3.13 3.12 3.11) do (
    py -%%v -c "import ensurepip, venv" >nul 2>nul
    if not errorlevel 1 (
        py -%%v -m installation
        goto end
    )
)
python -c "import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" >nul 2>nul
if not errorlevel 1 (
    python -m installation
    goto end
)
echo 没有找到 64 位 Python 3.11-3.14。请先安装，再运行 install.bat
echo There is no 64-bit Python 3.11 to 3.14. Install one, then run install.bat again.
pause
exit /b 1
:end
if errorlevel 1 (
    pause
    exit /b 1
)
echo 安装完成。双击 start.bat 启动。 Installed; start.bat starts it.
pause
