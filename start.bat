@echo off
rem Double-click this file, or drop the folder with your bills onto it.
rem It sets the program up the first time, audits the folder, and opens the result.
chcp 65001 >nul
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "TOOL=%HERE%.venv\Scripts\renewal-audit.exe"
set "PYTHONUTF8=1"

if not exist "%HERE%.venv\ready.txt" call :install
if not exist "%HERE%.venv\ready.txt" goto :end

set "CASE=%~1"
if not defined CASE call :ask
set "CASE=%CASE:"=%"
if not exist "%CASE%\" (
  echo 找不到这个文件夹 / no such folder: "%CASE%"
  goto :end
)

:again
set "NEW="
if not exist "%CASE%\case.xlsx" if not exist "%CASE%\cancellations.csv" set "NEW=1"
"%TOOL%" run "%CASE%"
if errorlevel 4 goto :failed
if errorlevel 3 goto :show
if errorlevel 1 goto :failed
:show
if exist "%CASE%\result\report.html" start "" "%CASE%\result\report.html"
if defined NEW if exist "%CASE%\case.xlsx" start "" "%CASE%\case.xlsx"
echo.
echo 请在 case.xlsx 里填写（何时取消、问题的答复），保存并关闭表格，再回到这个窗口按任意键重新计算。不再计算请直接关闭窗口。
echo Fill in case.xlsx (when you cancelled, your answers), save and close it, then press any key here to audit again. Close this window when done.
pause >nul
goto :again

:failed
echo.
echo 没有完成，原因见上。改好后按任意键再试，或直接关闭窗口。
echo Not done; the reason stands above. Press any key to try again, or close this window.
pause >nul
goto :again

:ask
echo 请把装有账单的文件夹拖进这个窗口，然后按回车：
echo Drag the folder with your bills into this window, then press Enter:
set "CASE=."
set /p "CASE=> "
goto :eof

:install
echo 第一次使用，正在安装（需要联网，约两分钟）…… / Setting up, once; about two minutes …
set "PYTHON="
for %%P in ("py -3.13" "py -3.12" "py -3.11" "py -3" "python") do if not defined PYTHON call :try %%P
if not defined PYTHON (
  echo.
  echo 这台电脑还没有 Python 3.11 或更新版本。请打开“终端”，运行下面这一行，装好后再双击本文件：
  echo Python 3.11 or newer is missing. Run this line in a terminal, then start this file again:
  echo.
  echo     winget install -e --id Python.Python.3.12
  echo.
  goto :eof
)
%PYTHON% -m venv "%HERE%.venv"
if errorlevel 1 goto :not_installed
"%HERE%.venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --require-hashes -r "%HERE%requirements.lock"
if errorlevel 1 goto :not_installed
"%HERE%.venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation "%HERE%."
if errorlevel 1 goto :not_installed
echo ready> "%HERE%.venv\ready.txt"
goto :eof

:not_installed
echo.
echo 安装没有完成：请检查网络后再双击本文件。/ Setting up did not finish: check the network and start again.
goto :eof

:try
%~1 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set "PYTHON=%~1"
goto :eof

:end
echo.
pause
