#!/usr/bin/env node
import { formatOutput } from '@batchwright/model/contract';
import { readStandardInput, runCommand } from './run-command';

// Stores JSON from standard input as the output of this job, or of this child of an array. Of a job on several nodes, the
// main node's is the job's, and what the others give is left.
void runCommand(
  'batchwright-output',
  async ({ outputUri }, objects) => {
    const json = await readStandardInput();
    if (outputUri !== undefined) await objects.write(outputUri, formatOutput(json), 'the output');
  },
  true,
);
