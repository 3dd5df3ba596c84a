@echo off
rem Starts the program with Windows, before anybody logs in, by the Task Scheduler; nothing else is installed.
rem Run as administrator from the folder of the program:
rem   service\windows-service.bat install     service\windows-service.bat remove
rem Settings go into settings.bat beside start.bat, e.g.  set HOST=0.0.0.0
chcp 65001 >nul
cd /d "%~dp0.."
if "%1"=="remove" (
    schtasks /End /TN Zhenzhi >nul 2>nul
    schtasks /Delete /TN Zhenzhi /F
    exit /b
)
if not "%1"=="install" (
    echo service\windows-service.bat install ^| remove
    exit /b 1
)
icacls "%cd%" /grant "NT AUTHORITY\LOCAL SERVICE:(OI)(CI)M" /T /Q >nul
schtasks /Create /TN Zhenzhi /TR "\"%cd%\start.bat\"" /SC ONSTART /RU "NT AUTHORITY\LOCAL SERVICE" /RL LIMITED /F
if errorlevel 1 (
    echo 没有安装成功：请以管理员身份运行。 Not installed: run this as administrator.
    exit /b 1
)
rem A task is stopped after three days unless it is told otherwise; after a failure it is started again.
powershell -NoProfile -Command "$t = Get-ScheduledTask Zhenzhi; $t.Settings.ExecutionTimeLimit = 'PT0S'; $t.Settings.RestartCount = 5; $t.Settings.RestartInterval = 'PT1M'; $t.Settings.DisallowStartIfOnBatteries = $false; $t.Settings.StopIfGoingOnBatteries = $false; Set-ScheduledTask -InputObject $t | Out-Null"
schtasks /Run /TN Zhenzhi
