#!/usr/bin/env node
import { ContractError, ENV, formatCheckpoint, parseCheckpoint } from '@batchwright/model/contract';
import { WorkerError } from '../worker-error';
import { readStandardInput, runCommand } from './run-command';

// `batchwright-checkpoint` prints what an attempt of this job has saved last, or nothing; `batchwright-checkpoint save`
// saves JSON from standard input.
void runCommand('batchwright-checkpoint', async ({ attempt, checkpointUri }, objects) => {
  const [verb = 'load', ...more] = process.argv.slice(2);
  if ((verb !== 'load' && verb !== 'save') || more.length > 0) {
    throw new WorkerError('FAILED', `expected load or save; got ${process.argv.slice(2).join(' ')}`);
  }
  if (checkpointUri === undefined) {
    throw new WorkerError('BAD_INPUT', `${ENV.WORKSPACE} says nowhere to keep a checkpoint (expected s3://bucket)`);
  }
  if (verb === 'save') {
    await objects.write(checkpointUri, formatCheckpoint(attempt, await readStandardInput()), 'the checkpoint');
    return;
  }
  const stored = await objects.find(checkpointUri);
  if (stored === undefined) return;
  try {
    process.stdout.write(`${JSON.stringify(parseCheckpoint(stored, checkpointUri).checkpoint)}\n`);
  } catch (error) {
    if (ContractError.isContractError(error)) throw new WorkerError('BAD_INPUT', error.message, error);
    throw error;
  }
});
