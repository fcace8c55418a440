import { describe, expect, test } from 'vitest';
import { explainAll } from './explain-text.ts';
import { explainers } from './explainers.ts';
import {
  type Holds,
  type MessageId,
  type ServerMessage,
  serverMessages,
} from './server-messages.ts';
import { translations } from './translations/translations.ts';

const all = Object.entries(serverMessages) as [MessageId, ServerMessage][];
const heads = all.filter(([, { sqlstate }]) => sqlstate !== null);

/** Every placeholder filled, in the order that a translation asks for. */
function filled(template: string, holds: readonly Holds[]): string {
  const samples: Readonly<Record<Holds, readonly string[]>> = {
    name: ['userId', 'Tbl 2', 'third_one'],
    type: ['character varying', 'uuid', 'integer'],
    value: ['user_id', '99', 'x'],
    words: ['view my_view', 'column user_id', 'index i'],
  };
  let next = 0;
  return template.replaceAll(/%(?:(\d+)\$)?[sdlu]+/g, (_, place?: string) => {
    const at = place === undefined ? next++ : Number(place) - 1;
    return samples[holds[at] ?? 'name'][at] ?? '';
  });
}

test('every message and every SQLSTATE has one explainer', () => {
  const messages = explainers.flatMap((one) => one.messages);
  expect(messages.toSorted()).toEqual(heads.map(([id]) => id).toSorted());
  const sqlstates = explainers.flatMap((one) => one.sqlstates);
  expect(sqlstates.length).toBe(new Set(sqlstates).size);
});

describe.each(Object.keys(translations))('PostgreSQL in %s', (language) => {
  const dictionary = translations[language] ?? {};

  test.each(heads)('%s', (_, { texts, holds }) => {
    for (const text of texts) {
      const translated = dictionary[text];
      if (translated === undefined) continue;
      const expected = explainAll(`ERROR:  ${filled(text, holds)}\n`);
      expect(expected).toHaveLength(1);
      expect(explainAll(`ERROR:  ${filled(translated, holds)}\n`)).toEqual(expected);
    }
  });

  test('a DETAIL belongs to its message', () => {
    for (const [head, detail] of [
      ['not-implemented', 'key-columns'],
      ['reference-to-nothing', 'key-not-present'],
      ['still-referencing', 'key-still-referenced'],
      ['used-by-view', 'depends-on-column'],
      ['others-depend', 'depends-on'],
    ] as const) {
      const said = [serverMessages[head], serverMessages[detail]].map((one: ServerMessage) => ({
        holds: one.holds,
        text: one.texts[0] ?? '',
      }));
      if (said.some(({ text }) => dictionary[text] === undefined)) continue;
      const both = (words: (text: string) => string) =>
        said.map(({ text, holds }) => filled(words(text), holds)).join('\nDETAIL:  ');
      const expected = explainAll(both((text) => text));
      expect(explainAll(both((text) => dictionary[text] ?? ''))).toEqual(expected);
    }
  });
});
