@echo off
rem Runs facet from an unpacked distribution on Windows. Needs a Java runtime, 17 or newer.
setlocal EnableExtensions DisableDelayedExpansion
set "lib=%~dp0..\lib"
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME:"=%\bin\java.exe"
"%java%" -version >nul 2>nul
if not errorlevel 1 goto found
>&2 echo facet: found no Java. Facet needs a Java runtime, 17 or newer (winget install EclipseAdoptium.Temurin.21.JRE)
exit /b 1

:found
rem Which options Java knows says how old it is.
"%java%" --enable-native-access=ALL-UNNAMED -version >nul 2>nul
if not errorlevel 1 goto current
>&2 echo facet: %java% is too old. Facet needs a Java runtime, 17 or newer
exit /b 1

:current
set "options=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
"%java%" %options% -version >nul 2>nul
if errorlevel 1 set "options="
"%java%" -XX:+UseSerialGC -Djava.awt.headless=true %options% "-Dfacet.command=%~0" ^
  -cp "%lib%\*" dev.facet.app.Main %*
exit /b %errorlevel%
