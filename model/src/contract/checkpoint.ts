import { readVersioned, type Versioned } from './format';

export const CHECKPOINT_VERSION = 1;

/** How far an attempt had come: the JSON of what the handler saved, for a later attempt of the same job. */
export interface StoredCheckpoint extends Versioned {
  readonly batchwright: 'checkpoint';
  /** The attempt that saved it, from 1. */
  readonly attempt: number;
  readonly checkpoint: unknown;
}

/** @param stateJson - the state's own JSON text */
export const formatCheckpoint = (attempt: number, stateJson: string): string =>
  `{"batchwright":"checkpoint","version":${CHECKPOINT_VERSION},"attempt":${attempt},"checkpoint":${stateJson}}`;

/** @throws {@link ContractError} `INVALID_FORMAT` or `NEWER_FORMAT` */
export const parseCheckpoint = (text: string, where: string): StoredCheckpoint =>
  readVersioned<StoredCheckpoint>(text, 'checkpoint', CHECKPOINT_VERSION, where);

/** Prefix (ending in `/`) of what a job's workers have saved on their way. */
export const checkpointsPrefix = (job: string): string => `checkpoints/${job}/`;

/**
 * Key of a checkpoint. All attempts of a job, of a child or of a node have the same, and nobody else has it.
 *
 * @param jobId - as the container knows it: a plain job's, a child's (`<uuid>:3`) or a node's
 * @param index - the child's index in its array; left out for a plain job
 * @param node - index of the node, of a job that runs on several
 */
export function checkpointKey(job: string, jobId: string, index?: number, node?: number): string {
  const [id = jobId] = jobId.split(/[:#]/);
  const part = node === undefined ? index : `node-${node}`;
  return `${checkpointsPrefix(job)}${id}${part === undefined ? '' : `/${part}`}.json`;
}
