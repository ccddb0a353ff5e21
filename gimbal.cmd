@echo off
rem Starts Gimbal; builds it first where that has not been done. Needs a JDK (17 or newer) and, for
rem the first build, the network. After changing sources, delete target\gimbal.jar to build again.
setlocal
set "GIMBAL_HOME=%~dp0"
set "GIMBAL_JAR=%GIMBAL_HOME%target\gimbal.jar"
set "GIMBAL_LOCK=%GIMBAL_HOME%.gimbal-build.lock"

if defined JAVA_HOME (
  if not exist "%JAVA_HOME%\bin\java.exe" (
    echo gimbal: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it. Point it at a JDK 17 or newer. 1>&2
    exit /b 3
  )
  set "GIMBAL_JAVA=%JAVA_HOME%\bin\java.exe"
) else (
  where java >nul 2>&1
  if errorlevel 1 (
    echo gimbal: no Java found. Install a JDK 17 or newer, or set JAVA_HOME. 1>&2
    exit /b 3
  )
  set "GIMBAL_JAVA=java"
)

set "GIMBAL_MAJOR="
for /f "tokens=2 delims==" %%v in ('""%GIMBAL_JAVA%" -XshowSettings:properties -version 2>&1 | findstr /c:"java.specification.version ="" ') do set "GIMBAL_MAJOR=%%v"
set "GIMBAL_MAJOR=%GIMBAL_MAJOR: =%"
if "%GIMBAL_MAJOR:~0,2%"=="1." set "GIMBAL_MAJOR=8"
if "%GIMBAL_MAJOR%"=="" set "GIMBAL_MAJOR=0"
if %GIMBAL_MAJOR% LSS 17 (
  echo gimbal: "%GIMBAL_JAVA%" is Java %GIMBAL_MAJOR%; Gimbal needs 17 or newer. Set JAVA_HOME to one. 1>&2
  exit /b 3
)

if exist "%GIMBAL_JAR%" goto start
:lock
mkdir "%GIMBAL_LOCK%" 2>nul
if errorlevel 1 (
  echo gimbal: another build is running; waiting. If none is, delete %GIMBAL_LOCK% 1>&2
  ping -n 4 127.0.0.1 >nul
  if exist "%GIMBAL_JAR%" if not exist "%GIMBAL_LOCK%" goto start
  goto lock
)
echo gimbal: first use: building (without tests and checkers); this takes about a minute, started %TIME% 1>&2
pushd "%GIMBAL_HOME%"
call mvnw.cmd -q -B -Dfast -DskipTests -Dmaven.test.skip=true package 1>&2
set "GIMBAL_CODE=%ERRORLEVEL%"
popd
rmdir "%GIMBAL_LOCK%"
if not "%GIMBAL_CODE%"=="0" (
  if exist "%GIMBAL_JAR%" del "%GIMBAL_JAR%"
  echo gimbal: the build failed; its output is above. It needs the network ^(Maven Central^) the first time. 1>&2
  exit /b 3
)
echo gimbal: built, finished %TIME% 1>&2

:start
set "GIMBAL_ACCESS="
if %GIMBAL_MAJOR% GEQ 22 set "GIMBAL_ACCESS=--enable-native-access=ALL-UNNAMED"
"%GIMBAL_JAVA%" -Djava.awt.headless=true %GIMBAL_ACCESS% -cp "%GIMBAL_JAR%" dev.gimbal.Main %*
exit /b %ERRORLEVEL%
