import type { KitSubject } from './kit.ts';

/**
 * Option 1 for cmd. Labels instead of blocks in brackets, in which a path with brackets would end the block; every
 * path in quotes; npx is a batch file itself and has to be called. ASCII and CRLF, as cmd reads them.
 */
export function batchFile({ migration, migrationsFolder }: KitSubject): string {
  const folder = inBatch(migrationsFolder.replaceAll('/', '\\'));
  const name = inBatch(migration.name);
  return [
    '@echo off',
    'setlocal EnableExtensions DisableDelayedExpansion',
    'rem Option 1: the repair as a migration, then all that are pending.',
    `rem In the project's folder, the one with ${folder}:  "PATH\\DIRECT-FOREIGN-KEY-FIX.bat"`,
    'rem From elsewhere:  "PATH\\DIRECT-FOREIGN-KEY-FIX.bat" "PROJECT FOLDER"',
    'set "KIT=%~dp0"',
    'set "PROJECT=%~1"',
    'if not defined PROJECT set "PROJECT=%CD%"',
    `set "FROM=%KIT%migrations\\${name}"`,
    `set "TO=%PROJECT%\\${folder}\\${name}"`,
    '',
    `if not exist "%PROJECT%\\${folder}\\" goto nofolder`,
    'where npx >nul 2>nul',
    'if errorlevel 1 goto nonpx',
    'if not exist "%TO%" goto copy',
    'fc /b "%FROM%" "%TO%" >nul',
    'if errorlevel 1 goto other',
    'goto migrate',
    '',
    ':copy',
    'copy /b "%FROM%" "%TO%" >nul',
    'if errorlevel 1 goto nocopy',
    '',
    ':migrate',
    'pushd "%PROJECT%"',
    'if errorlevel 1 goto nofolder',
    'call npx --no-install sequelize-cli db:migrate',
    'if errorlevel 1 goto stopped',
    'popd',
    'echo Done. "%TO%" now belongs to the project: commit it.',
    'exit /b 0',
    '',
    ':nofolder',
    `echo There is no folder ${folder} in "%PROJECT%". Nothing was done: name the project's folder. 1>&2`,
    'exit /b 1',
    '',
    ':nonpx',
    'echo npx is not there. Nothing was done: install Node.js, or take option 2 of the README. 1>&2',
    'exit /b 1',
    '',
    ':other',
    'echo "%TO%" is there already, and is another one. Nothing was done: compare the two. 1>&2',
    'exit /b 1',
    '',
    ':nocopy',
    'echo The migration could not be copied to "%TO%". Nothing was done. 1>&2',
    'exit /b 1',
    '',
    ':stopped',
    'popd',
    "echo sequelize-cli stopped; what it said stands above. The README's trouble-shooting goes on from here. 1>&2",
    'exit /b 1',
    '',
  ].join('\r\n');
}

/** A percent sign in a batch file begins a variable. */
function inBatch(text: string): string {
  return text.replaceAll('%', '%%');
}
