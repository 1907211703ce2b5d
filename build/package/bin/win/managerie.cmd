@echo off
rem The command line of the installed app: the app's own program as Node, so that nothing else has to be there.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Managerie.exe" "%~dp0..\app.asar.unpacked\dist\cli\managerie.js" %*
