import { readFileSync } from 'node:fs';

/** pgmend's version from its package.json, which is as far from the sources as from the built command. */
export function version(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(up, import.meta.url), 'utf8');
      const parsed = JSON.parse(text) as { name?: string; version?: string };
      if (parsed.name === 'pgmend' && parsed.version !== undefined) return parsed.version;
    } catch {
      // Not there: look further up.
    }
  }
  return 'unknown';
}
