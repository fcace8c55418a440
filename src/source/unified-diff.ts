import { createTwoFilesPatch } from 'diff';
import type { SourceChange } from './source-change.ts';

/**
 * The changes as a unified diff that `git apply` and `patch -p1` take in the folder that the names start from.
 *
 * @param nameOf the file's name from that folder, with `/`
 */
export function unifiedDiff(
  changes: readonly SourceChange[],
  nameOf: (path: string) => string,
): string {
  return changes
    .map(({ path, before, after }) => {
      const name = nameOf(path);
      const old = before === '' ? '/dev/null' : `a/${name}`;
      const text = createTwoFilesPatch(old, `b/${name}`, before, after, '', '', { context: 3 });
      // Without the line of the library's own, and without the tabs that would begin a time.
      return text.replace(/^=+\n/, '').replace(/^((?:---|\+\+\+) .*)\t$/gm, '$1');
    })
    .join('');
}
