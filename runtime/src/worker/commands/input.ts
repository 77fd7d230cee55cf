#!/usr/bin/env node
import { readJson } from '../read-input';
import { WorkerError } from '../worker-error';
import { runCommand } from './run-command';

// Prints the input of this job, or of this child of an array: the JSON that was submitted, without the schema's defaults.
void runCommand('batchwright-input', async ({ input }, objects) => {
  const json = (await readJson(input, objects)).trim();
  try {
    JSON.parse(json);
  } catch (cause) {
    throw new WorkerError('BAD_INPUT', `the input is not JSON: ${(cause as Error).message}`, cause);
  }
  process.stdout.write(`${json}\n`);
});
