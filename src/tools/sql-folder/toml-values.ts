/**
 * What a TOML file says, as `section.key` → text; of a list its texts by commas. Strings of one line, lists, numbers and
 * truth values are read, which is all that Flyway's configuration has. https://toml.io/en/v1.0.0
 */
export function tomlValues(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let section = '';
  for (const line of logicalLines(text)) {
    const [, header] = /^\[\s*([^[\]]+?)\s*\]$/.exec(line) ?? [];
    if (header !== undefined) {
      section = `${plain(header)}.`;
      continue;
    }
    const [, key, value] = /^((?:[\w-]+|"[^"]*"|'[^']*'|\s*\.\s*)+?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      found[`${section}${plain(key)}`] = valuesIn(value).join(',');
    }
  }
  return found;
}

/** Lines without comments, a list that is open at the end of one together with what follows. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const raw of text.split(/\r?\n/)) {
    const line = (/^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^#"'])*/.exec(raw)?.[0] ?? '').trim();
    open = open === '' ? line : `${open} ${line}`;
    const isList = /=\s*\[/.test(open);
    if (isList && !open.endsWith(']')) continue;
    if (open !== '') lines.push(open);
    open = '';
  }
  return open === '' ? lines : [...lines, open];
}

function valuesIn(value: string): string[] {
  const strings = [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)];
  if (strings.length === 0) return [value.replace(/^\[|\]$/g, '').trim()];
  return strings.map(([, double, single]) =>
    double === undefined ? (single ?? '') : double.replaceAll(/\\(["\\])/g, '$1'),
  );
}

function plain(key: string): string {
  return key
    .split('.')
    .map((part) => part.trim().replaceAll(/^["']|["']$/g, ''))
    .join('.');
}
