import type { KitSubject } from './kit.ts';

/** Option 1 for a POSIX shell: puts the migration in its place and migrates; stops at the first failure. */
export function shellFile({ migration, migrationsFolder }: KitSubject): string {
  return `#!/bin/sh
# Option 1: the repair as a migration, then all that are pending.
# In the project's folder (the one with ${migrationsFolder}):  sh PATH-OF-THIS-FILE
# From elsewhere:                                sh PATH-OF-THIS-FILE PROJECT-FOLDER
# Further words are handed to sequelize-cli, for example --env production.
set -eu
kit=$(cd "$(dirname "$0")" && pwd)
project=.
case "\${1:-}" in
  '' | -*) ;;
  *) project=$1; shift ;;
esac
cd "$project"
from="$kit"/migrations/${quoted(migration.name)}
to=${quoted(migrationsFolder)}/${quoted(migration.name)}

if [ ! -d ${quoted(migrationsFolder)} ]; then
  echo "There is no folder ${migrationsFolder} in $(pwd). Nothing was done: name the project's folder." >&2
  exit 1
fi
if ! command -v npx >/dev/null; then
  echo "npx is not there. Nothing was done: install Node.js, or take option 2 of the README." >&2
  exit 1
fi
if [ -e "$to" ]; then
  if ! cmp -s "$from" "$to"; then
    echo "$to is there already, and is another one. Nothing was done: compare the two." >&2
    exit 1
  fi
else
  cp "$from" "$to"
fi

if npx --no-install sequelize-cli db:migrate "$@"; then
  echo "Done. $to now belongs to the project: commit it."
else
  code=$?
  echo "sequelize-cli stopped; what it said stands above. The README's trouble-shooting goes on from here." >&2
  exit $code
fi
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
