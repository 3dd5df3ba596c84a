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
rem The program runs as LOCAL SERVICE (S-1-5-19, whatever Windows calls it), which cannot read what lies in a person's folder.
findstr /i /c:"AppData" .venv\pyvenv.cfg >nul 2>nul
if not errorlevel 1 (
    echo Python 只为一个用户安装，服务读不到它。请重新安装 Python，勾选“Install for all users”，再运行 install.bat。
    echo Python was installed for one person, and a service cannot read it. Install it for all users, then run install.bat.
    exit /b 1
)
icacls "%cd%" /grant "*S-1-5-19:(OI)(CI)M" /T /Q >nul
schtasks /Create /TN Zhenzhi /TR "\"%cd%\start.bat\"" /SC ONSTART /RU S-1-5-19 /RL LIMITED /F
if errorlevel 1 (
    echo 没有安装成功：请以管理员身份运行。 Not installed: run this as administrator.
    exit /b 1
)
rem A task is stopped after three days unless it is told otherwise.
powershell -NoProfile -Command "$t = Get-ScheduledTask Zhenzhi; $t.Settings.ExecutionTimeLimit = 'PT0S'; $t.Settings.RestartCount = 5; $t.Settings.RestartInterval = 'PT1M'; $t.Settings.DisallowStartIfOnBatteries = $false; $t.Settings.StopIfGoingOnBatteries = $false; Set-ScheduledTask -InputObject $t | Out-Null"
rem Every five minutes it is started anew where it does not run; a task that runs is left alone (IgnoreNew is the default).
powershell -NoProfile -Command "$t = Get-ScheduledTask Zhenzhi; $t.Triggers += New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 5); Set-ScheduledTask -InputObject $t | Out-Null"
schtasks /Run /TN Zhenzhi
