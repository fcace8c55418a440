/** How the migrations of a project are written. */
export interface MigrationStyle {
  readonly module: 'commonjs' | 'export-default' | 'named-exports';
  readonly typescript: boolean;
  readonly quote: string;
  readonly end: string;
  readonly indent: string;
  readonly strict: boolean;
}

/** The style of a migration's text; of an empty one what its name's ending suggests. */
export function styleOf(text: string, name: string): MigrationStyle {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const module = /^\s*export\s+default\b/m.test(text)
    ? 'export-default'
    : /^\s*export\s/m.test(text) || (text === '' && name.endsWith('.ts'))
      ? 'named-exports'
      : 'commonjs';
  return {
    module,
    typescript: /\.[cm]?ts$/.test(name),
    quote: count(/"/g) > count(/'/g) ? '"' : "'",
    end: text === '' || count(/;\s*$/gm) > 0 ? ';' : '',
    indent: /^\t/m.test(text) ? '\t' : (/^( +)\S/m.exec(text)?.[1] ?? '  '),
    strict: /^\s*(['"])use strict\1/.test(text),
  };
}

/** A template literal that stands for the text as it is. */
export function templateOf(text: string): string {
  return `\`\n${text.replaceAll(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r')}\n\``;
}
