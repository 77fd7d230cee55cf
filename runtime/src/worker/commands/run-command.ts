import { text } from 'node:stream/consumers';
import { ENV } from '@batchwright/model/contract';
import { codeOf, describe, endOf } from '../end';
import { type Objects, openObjects } from '../s3-access';
import { readTask, type Task } from '../task';
import { WorkerError } from '../worker-error';

/** What a command does, with the job, child and attempt in whose container it runs. */
export type Command = (task: Task, objects: Objects) => Promise<void>;

/**
 * Runs a command of a container, for workers that are not written in JavaScript. Its exit codes are those of `runJob`, so
 * that a script which ends with them is repeated when that helps; the first line on standard error says why.
 *
 * @param hasOutput - whether it stores the job's output, and so needs to know where
 */
export async function runCommand(name: string, command: Command, hasOutput = false): Promise<void> {
  let task: Task | undefined;
  try {
    const job = process.env[ENV.JOB];
    if (job === undefined || job === '') {
      throw new WorkerError('BAD_INPUT', `${ENV.JOB} is not set; add the job with addJob, or set it in its definition`);
    }
    task = readTask(process.env, job, hasOutput);
    await command(task, openObjects(undefined));
  } catch (error) {
    const end = endOf(error);
    process.stderr.write(`${describe(name, task, end, error)}\n`);
    process.exitCode = codeOf(end);
  }
}

/** Standard input as JSON text. @throws {@link WorkerError} `BAD_OUTPUT` when it is not JSON */
export async function readStandardInput(): Promise<string> {
  const json = (await text(process.stdin)).trim();
  try {
    JSON.parse(json);
  } catch (cause) {
    throw new WorkerError('BAD_OUTPUT', `standard input is not JSON: ${(cause as Error).message}`, cause);
  }
  return json;
}
