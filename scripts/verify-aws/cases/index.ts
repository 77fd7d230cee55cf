import { ARRAY_CASES } from './arrays';
import type { Case } from './case';
import { DEFINITION_CASES } from './definitions';
import { DEPENDENCY_CASES } from './dependencies';
import { LIFECYCLE_CASES } from './lifecycle';
import { REFUSAL_CASES } from './refusals';
import { RETRY_CASES } from './retries';
import { STOPPING_CASES } from './stopping';

export { type Case, judge, type Verdict } from './case';

/** Everything that is compared. Those that start no job come first. */
export const CASES: readonly Case[] = [
  ...REFUSAL_CASES,
  ...DEFINITION_CASES,
  ...LIFECYCLE_CASES,
  ...RETRY_CASES,
  ...ARRAY_CASES,
  ...DEPENDENCY_CASES,
  ...STOPPING_CASES,
];
