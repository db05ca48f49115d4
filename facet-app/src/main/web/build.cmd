@echo off
rem As the script build, on Windows.
for %%n in (npm.cmd) do set "npm=%%~$PATH:n"
if defined npm goto found
echo studio: the page is left out, because there is no npm (Node.js 20 or newer: winget install OpenJS.NodeJS.LTS)
exit /b 0

:found
node "%~dp0build.mjs" %1
exit /b %errorlevel%
