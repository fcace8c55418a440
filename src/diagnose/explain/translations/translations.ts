import { de } from './de.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import { ka } from './ka.ts';
import { ko } from './ko.ts';
import { ru } from './ru.ts';
import { sv } from './sv.ts';
import { uk } from './uk.ts';
import { zh_CN } from './zh-cn.ts';

/** Language → English text → PostgreSQL's own translation of it. Written by test/explain/write-translations.ts. */
export const translations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de,
  es,
  fr,
  it,
  ja,
  ka,
  ko,
  ru,
  sv,
  uk,
  zh_CN,
};
