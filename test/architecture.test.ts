import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources, runtimeClosure, type SourceFile } from './architecture/source-file.ts';

/** Left to right: a room imports from those before it. */
const line = [
  'postgres',
  'catalog',
  'statement',
  'diagnose',
  'values',
  'plan',
  'verify',
  'execute',
  'relay',
];
/** These stand beside the line and read its values. */
const beside = ['tools', 'source', 'report', 'embedded'];
/** These join the line and what stands beside it. */
const over = ['replay'];
/** These stand on top. */
const top = ['cli', 'console'];

const pure = ['statement', 'diagnose', 'plan', 'report'];
/** Modules that a pure room may load: they compute and do nothing else. */
const pureModules = ['libpg-query', 'node:crypto'];
const impure = [
  'Date.now',
  'new Date',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'randomUUID()',
  'randomBytes()',
  'process.env',
  'process.argv',
  'process.cwd',
  'process.stdout',
  'process.stderr',
  'process.stdin',
  'process.platform',
  'setTimeout()',
  'setInterval()',
  'setImmediate()',
  'fetch()',
];

/** Longer than 300 lines, each with the reason why it is still one thing. */
const longFiles: Readonly<Record<string, string>> = {};

const sources = readSources();
const inRooms = (rooms: readonly string[]) => sources.filter((file) => rooms.includes(file.room));

/** `file → import` for every import that is not allowed. */
function offences(
  files: readonly SourceFile[],
  forbidden: (file: SourceFile, one: SourceFile['imports'][number]) => boolean,
): string[] {
  return files.flatMap((file) =>
    file.imports.filter((one) => forbidden(file, one)).map((one) => `${file.path} → ${one.of}`),
  );
}

const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

describe('the rooms', () => {
  it('are the ones that the architecture names', () => {
    const known = ['', ...line, ...beside, ...over, ...top];
    expect(sources.filter((file) => !known.includes(file.room)).map((file) => file.path)).toEqual(
      [],
    );
    expect(sources.length).toBeGreaterThan(40);
  });

  it('import from left to right', () => {
    const wrong = offences(inRooms(line), (file, one) => {
      const room = roomOf(one.of);
      return (
        one.own && room !== file.room && !line.slice(0, line.indexOf(file.room)).includes(room)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('beside the line import from the line alone', () => {
    const wrong = offences(inRooms(beside), (file, one) => {
      const room = roomOf(one.of);
      return one.own && room !== file.room && !line.includes(room);
    });
    expect(wrong).toEqual([]);
  });

  it('over the line import from it and from what stands beside it', () => {
    const wrong = offences(inRooms(over), (file, one) => {
      const room = roomOf(one.of);
      return one.own && room !== file.room && ![...line, ...beside].includes(room);
    });
    expect(wrong).toEqual([]);
  });

  it('on top never import each other, and nobody imports them', () => {
    const wrong = offences(sources, (file, one) => {
      const room = roomOf(one.of);
      return one.own && top.includes(room) && room !== file.room;
    });
    expect(wrong).toEqual([]);
  });

  it('of the tools never import each other', () => {
    const tool = (path: string) => /^tools\/([^/]+)\//.exec(path)?.[1];
    const wrong = offences(inRooms(['tools']), (file, one) => {
      const [own, other] = [tool(file.path), tool(one.of)];
      return one.own && own !== undefined && other !== undefined && own !== other;
    });
    expect(wrong).toEqual([]);
  });
});

describe('purity', () => {
  it.each(pure)('%s computes: no driver, file, clock, environment or randomness', (room) => {
    for (const file of inRooms([room])) {
      for (const needed of runtimeClosure(sources, file.path)) {
        const modules = needed.imports
          .filter((one) => !one.own && !one.typeOnly && !pureModules.includes(one.of))
          .map((one) => one.of);
        const reaches = needed.reaches.filter((name) => impure.includes(name));
        expect([...modules, ...reaches], `${file.path} by way of ${needed.path}`).toEqual([]);
      }
    }
  });

  it('would see an impure file', () => {
    const impureRooms = ['cli', 'postgres'];
    const found = inRooms(impureRooms).filter(
      (file) =>
        file.reaches.some((name) => impure.includes(name)) ||
        file.imports.some((one) => one.of.startsWith('node:') || one.of === 'pg'),
    );
    expect(new Set(found.map((file) => file.room))).toEqual(new Set(impureRooms));
  });
});

describe('who may do what', () => {
  it('a connection is for those that read or change the database', () => {
    const may = [
      ...['postgres', 'catalog', 'values', 'execute', 'verify', 'relay', 'embedded'],
      ...over,
      ...top,
    ];
    const wrong = offences(
      sources.filter((file) => file.room !== '' && !may.includes(file.room)),
      (file, one) =>
        /^postgres\/(session|connect|in-transaction|with-settings)\.ts$/.test(one.of) &&
        !/^tools\/([^/]+\/)?ledger\.ts$/.test(file.path) &&
        file.path !== 'tools/tool.ts',
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    // The relay decodes values with the driver's own parsers, so that both kinds of session give the same.
    ['pg', ['postgres', 'relay']],
    ['pg-protocol', ['relay', 'postgres']],
    ['libpg-query', ['statement']],
    ['commander', ['cli']],
    ['@clack/prompts', ['cli']],
    ['oxc-parser', ['source', 'tools']],
    ['@mrleebo/prisma-ast', ['tools']],
    ['magic-string', ['source']],
    ['diff', ['source']],
    ['@electric-sql/pglite', ['embedded']],
    ['@electric-sql/pglite-socket', ['embedded']],
  ])('%s is known in %j alone', (name, rooms) => {
    const wrong = offences(sources, (file, one) => one.of === name && !rooms.includes(file.room));
    expect(wrong).toEqual([]);
  });

  it("the user's files are for tools, source and cli", () => {
    const may = ['tools', 'source', 'embedded', ...over, ...top];
    const wrong = offences(
      sources.filter((file) => !may.includes(file.room)),
      (_, one) => /^(node:)?fs(\/promises)?$/.test(one.of),
    );
    expect(wrong).toEqual([]);
  });

  it('printing, asking and ending are for cli and console', () => {
    const speaks = /^(console\.|process\.(stdout|stderr|stdin|exit|exitCode|abort)$)/;
    const wrong = sources
      .filter((file) => !top.includes(file.room))
      .flatMap((file) =>
        file.reaches.filter((name) => speaks.test(name)).map((n) => [file.path, n]),
      );
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  it('are named after what they hold', () => {
    const vague = /(^|-)(utils?|helpers?|common|shared|misc|manager|stuff)(-|\.|$)/;
    const wrong = sources
      .map((file) => file.path)
      .filter((path) => path.split('/').some((part) => vague.test(part)));
    expect(wrong).toEqual([]);
  });

  it('are in kebab-case', () => {
    const wrong = sources.filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file.path)),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('have at most 300 lines', () => {
    const long = sources.filter((file) => file.lines > 300).map((file) => file.path);
    expect(long).toEqual(Object.keys(longFiles));
  });
});
