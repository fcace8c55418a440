import { readdirSync, readFileSync } from 'node:fs';

/** Where the pages of the fault kinds are: beside the built command, or in the sources. */
const places = ['./faults/', '../diagnose/faults/'].map((place) => new URL(place, import.meta.url));

/** What a user reads about a kind of fault; null where there is no such kind. */
export function faultPage(kind: string): string | null {
  if (!/^[a-z]+(-[a-z]+)*$/.test(kind)) return null;
  for (const place of places) {
    for (const file of [`${kind}.md`, `${kind}/${kind}.md`]) {
      try {
        return readFileSync(new URL(file, place), 'utf8');
      } catch {
        // Not in this place.
      }
    }
  }
  return null;
}

/** A kind that has a page, and the few words with which the page begins. */
export interface ListedKind {
  readonly kind: string;
  readonly title: string;
}

/** The kinds that have a page, in the order of their names. */
export function listedKinds(): ListedKind[] {
  for (const place of places) {
    try {
      const names = readdirSync(place).map((name) => name.replace(/\.md$/, ''));
      return [...new Set(names)].sort().flatMap((kind) => {
        const [, title] = /^# [a-z-]+: (.+)$/m.exec(faultPage(kind) ?? '') ?? [];
        return title === undefined ? [] : [{ kind, title }];
      });
    } catch {
      // Not in this place.
    }
  }
  return [];
}
