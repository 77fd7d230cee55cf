import { readVersioned, type Versioned } from './format';

export const OUTPUT_VERSION = 1;

/** What a worker stores for a job that returned something: the JSON of `Returned`, before the reader's transforms. */
export interface StoredOutput extends Versioned {
  readonly batchwright: 'output';
  readonly output: unknown;
}

/** @param outputJson - the output's own JSON text */
export const formatOutput = (outputJson: string): string =>
  `{"batchwright":"output","version":${OUTPUT_VERSION},"output":${outputJson}}`;

/** @throws {@link ContractError} `INVALID_FORMAT` or `NEWER_FORMAT` */
export const parseOutput = (text: string, where: string): unknown =>
  readVersioned<StoredOutput>(text, 'output', OUTPUT_VERSION, where).output;
