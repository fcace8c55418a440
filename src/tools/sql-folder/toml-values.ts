import type { TomlTable, TomlValue } from 'smol-toml';

/**
 * What a TOML file says, as `section.key` → text; of a list its texts by commas. A file that is no TOML says nothing: its
 * own tool refuses it. https://toml.io/en/v1.0.0
 */
export async function tomlValues(text: string): Promise<Readonly<Record<string, string>>> {
  // Most projects have no such file.
  const { parse } = await import('smol-toml');
  const found: Record<string, string> = {};
  const gather = (table: TomlTable, before: string): void => {
    for (const [key, value] of Object.entries(table)) {
      if (isTable(value)) gather(value, `${before}${key}.`);
      else found[`${before}${key}`] = Array.isArray(value) ? value.join(',') : String(value);
    }
  };
  try {
    gather(parse(text), '');
  } catch {
    return {};
  }
  return found;
}

function isTable(value: TomlValue): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
