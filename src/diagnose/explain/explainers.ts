import type { Explainer } from './explainer.ts';
import { abortedTransaction } from './explainers/aborted-transaction.ts';
import { alreadyExists } from './explainers/already-exists.ts';
import { badValue } from './explainers/bad-value.ts';
import { blockedTypeChange } from './explainers/blocked-type-change.ts';
import { brokenReference } from './explainers/broken-reference.ts';
import { columnCount } from './explainers/column-count.ts';
import { defaultType } from './explainers/default-type.ts';
import { duplicateValue } from './explainers/duplicate-value.ts';
import { identityType } from './explainers/identity-type.ts';
import { incompatibleTypes } from './explainers/incompatible-types.ts';
import { missingColumn } from './explainers/missing-column.ts';
import { missingConstraint } from './explainers/missing-constraint.ts';
import { missingRelation } from './explainers/missing-relation.ts';
import { missingRights } from './explainers/missing-rights.ts';
import { noOperator } from './explainers/no-operator.ts';
import { noUniqueKey } from './explainers/no-unique-key.ts';
import { notNull } from './explainers/not-null.ts';
import { othersDepend } from './explainers/others-depend.ts';
import { pendingTriggerEvents } from './explainers/pending-trigger-events.ts';
import { persistenceMix } from './explainers/persistence-mix.ts';
import { readOnly } from './explainers/read-only.ts';
import { secondPrimaryKey } from './explainers/second-primary-key.ts';
import { sequenceEnded } from './explainers/sequence-ended.ts';
import { truncateReferenced } from './explainers/truncate-referenced.ts';
import { typeChangeFails } from './explainers/type-change-fails.ts';
import { waiting } from './explainers/waiting.ts';
import { wrongTarget } from './explainers/wrong-target.ts';

/** Who explains which message; each message and each SQLSTATE has one. A new one is a file in explainers/ and a row here. */
export const explainers: readonly Explainer[] = [
  incompatibleTypes,
  alreadyExists,
  noUniqueKey,
  duplicateValue,
  sequenceEnded,
  columnCount,
  brokenReference,
  notNull,
  missingRelation,
  missingColumn,
  missingConstraint,
  wrongTarget,
  othersDepend,
  blockedTypeChange,
  truncateReferenced,
  typeChangeFails,
  badValue,
  noOperator,
  defaultType,
  identityType,
  missingRights,
  pendingTriggerEvents,
  persistenceMix,
  secondPrimaryKey,
  waiting,
  readOnly,
  abortedTransaction,
];
