import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.ts';
import { isExplained } from '../../src/diagnose/explained-kinds.ts';
import type { ExplainedKind } from '../../src/diagnose/fault.ts';
import { loadParser } from '../../src/statement/parse-statements.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { type SchemaProbe, schemaProbe } from './schema-and-failure.ts';

export interface ExplainedCase {
  readonly name: string;
  readonly setup: string;
  readonly fails: string;
  /** What headline, refusal and explanation have to say; null: the fault is none of this kind. */
  readonly says: readonly string[] | null;
}

/** Lets real servers fail and holds what is diagnosed against the cases. */
export function describeExplained(kind: ExplainedKind, cases: readonly ExplainedCase[]): void {
  beforeAll(loadParser);

  describe.each(majors)(`${kind} on PostgreSQL %i`, (major) => {
    let probe: SchemaProbe;
    beforeAll(async () => {
      probe = await schemaProbe(await sharedServer(major));
    });
    afterAll(() => probe.close());

    test.each(cases)('$name', async ({ setup, fails, says }) => {
      const { catalog, error } = await probe.try(setup, fails);
      expect(error).not.toBeNull();
      const found = diagnose({ statement: fails, error, catalog });
      const own = found.filter((fault) => fault.kind === kind);
      if (says === null) {
        expect(own).toEqual([]);
        return;
      }
      expect(found.map((fault) => fault.kind)).toEqual(own.map(() => kind));
      expect(own).toHaveLength(1);
      const text = own
        .filter(isExplained)
        .flatMap((fault) => [fault.headline, fault.refusal, ...fault.explanation])
        .join('\n');
      for (const words of says) expect(text).toContain(words);
      expect(diagnose({ statement: fails, error: null, catalog })).not.toContainEqual(
        expect.objectContaining({ kind }),
      );
    });
  });
}
