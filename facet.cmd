@echo off
rem Runs the facet command line from a checkout on Windows: builds it on first use and whenever its sources changed.
rem Needs a JDK, 17 or newer, and Maven. What it does is in facet-app\src\main\windows\Launcher.java.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"
set "launch=%root%\target\launch"
set "source=%root%\facet-app\src\main\windows\Launcher.java"

if not defined JAVA_HOME goto search
set "jdk=%JAVA_HOME:"=%"
if exist "%jdk%\bin\java.exe" goto found
>&2 echo facet: JAVA_HOME is %jdk%, but there is no bin\java.exe in it. Facet needs a JDK, 17 or newer:
goto hint

:search
for %%j in (javac.exe) do set "javac=%%~$PATH:j"
if not defined javac goto missing
for %%j in ("%javac%") do set "bin=%%~dpj"
for %%j in ("%bin%..") do set "jdk=%%~fj"
goto found

:missing
>&2 echo facet: found no JDK (javac.exe). Facet needs a JDK, 17 or newer, and Maven:

:hint
>&2 echo   winget install EclipseAdoptium.Temurin.21.JDK
>&2 echo   Maven from maven.apache.org, its folder bin in PATH
>&2 echo If a JDK is installed elsewhere, set JAVA_HOME to its folder.
exit /b 1

:found
if exist "%jdk%\bin\javac.exe" goto compiler
>&2 echo facet: found Java in %jdk%, but no compiler (javac.exe): that is a runtime, Facet needs a JDK:
goto hint

:compiler
set "version="
set "major=17"
if not exist "%jdk%\release" goto current
for /f "usebackq tokens=1,2 delims==" %%a in ("%jdk%\release") do if "%%a"=="JAVA_VERSION" set "version=%%~b"
for /f "delims=.-+_" %%m in ("%version%") do set "major=%%m"
if %major% geq 17 goto current
>&2 echo facet: the JDK in %jdk% is version %version%. Facet needs a JDK, 17 or newer:
goto hint

:current
rem The launcher is compiled again only when it has changed.
if not exist "%launch%" mkdir "%launch%"
if not exist "%launch%\Launcher.class" goto compile
fc /b "%source%" "%launch%\Launcher.java" >nul 2>nul
if not errorlevel 1 goto run

:compile
"%jdk%\bin\javac.exe" -encoding UTF-8 -d "%launch%" "%source%"
if errorlevel 1 exit /b 1
copy /y "%source%" "%launch%\Launcher.java" >nul

:run
"%jdk%\bin\java.exe" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "%launch%" ^
  "-Dfacet.root=%root%" "-Dfacet.java=%jdk%" "-Dfacet.called=%~0" Launcher %*
exit /b %errorlevel%
