import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverMessages } from '../../src/diagnose/explain/server-messages.ts';

/**
 * Writes src/diagnose/explain/translations/ anew, from the message catalogs of an installed PostgreSQL:
 *
 *     npx tsx test/explain/write-translations.ts /usr/share/locale && npm run format
 *
 * The folder holds LANGUAGE/LC_MESSAGES/postgres-VERSION.mo; of several versions the newer one wins.
 */
const [locales = '/usr/share/locale'] = process.argv.slice(2);
const folder = new URL('../../src/diagnose/explain/translations/', import.meta.url);
const texts = Object.values(serverMessages).flatMap((one): readonly string[] => one.texts);

const languages = readdirSync(locales)
  .sort()
  .flatMap((language) => {
    const place = join(locales, language, 'LC_MESSAGES');
    const catalogs = filesOf(place)
      .filter((name) => /^postgres(-\d+)?\.mo$/.test(name))
      .sort();
    if (catalogs.length === 0) return [];
    const known = new Map(catalogs.flatMap((name) => readCatalog(readFileSync(join(place, name)))));
    const entries = texts.flatMap((text) => {
      const translated = known.get(text);
      return translated === undefined || translated === text ? [] : [[text, translated] as const];
    });
    const name = language.toLowerCase().replace('_', '-');
    writeFileSync(new URL(`${name}.ts`, folder), fileOf(language, entries));
    console.log(`${language}: ${entries.length} of ${texts.length}`);
    return [{ language, name }];
  });

writeFileSync(
  new URL('translations.ts', folder),
  `${languages.map(({ language, name }) => `import { ${language} } from './${name}.ts';`).join('\n')}

/** Language → English text → PostgreSQL's own translation of it. Written by test/explain/write-translations.ts. */
export const translations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ${languages.map(({ language }) => language).join(', ')},
};
`,
);

function filesOf(place: string): string[] {
  try {
    return readdirSync(place);
  } catch {
    return [];
  }
}

/** The pairs of a compiled catalog. https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html */
function readCatalog(file: Buffer): [string, string][] {
  const isLittle = file.readUInt32LE(0) === 0x950412de;
  const number = (at: number) => (isLittle ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const text = (at: number) => file.toString('utf8', number(at + 4), number(at + 4) + number(at));
  const [count, originals, translated] = [number(8), number(12), number(16)];
  return Array.from({ length: count }, (_, at) => [
    text(originals + 8 * at),
    text(translated + 8 * at),
  ]);
}

function fileOf(language: string, entries: readonly (readonly [string, string])[]): string {
  return `/**
 * Messages of PostgreSQL in ${new Intl.DisplayNames('en', { type: 'language' }).of(language.replace('_', '-'))}. Source: src/backend/po/${language}.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const ${language} = {
${entries.map(([text, translated]) => `  ${JSON.stringify(text)}: ${JSON.stringify(translated)},`).join('\n')}
};
`;
}
