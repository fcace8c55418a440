/**
 * What a file of Java's properties says, the last word on a key. Names and values go by `=`, `:` or a blank; a line that
 * ends with a single backslash goes on in the next. https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export function propertiesValues(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of logicalLines(text)) {
    const [, name = '', value = ''] = /^((?:\\.|[^\\:=\s])+)\s*[:=]?\s*(.*)$/s.exec(line) ?? [];
    if (name !== '') found.set(unescaped(name), unescaped(value));
  }
  return found;
}

function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open = false;
  for (const one of text.split(/\r\n|\n|\r/)) {
    const line = one.trimStart();
    if (!open && (line === '' || /^[#!]/.test(line))) continue;
    const goesOn = /(?<!\\)(?:\\\\)*\\$/.test(line);
    const whole = `${open ? (lines.pop() ?? '') : ''}${goesOn ? line.slice(0, -1) : line}`;
    lines.push(whole);
    open = goesOn;
  }
  return lines;
}

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, code, letter) =>
    code === undefined
      ? (letters[letter] ?? letter)
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
