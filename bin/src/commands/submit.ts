import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineJob, unchecked } from '@batchwright/model/contract';
import { LIMITS } from '@batchwright/model/service';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';
import { parseItems, parseJson, parsePairs, parseWhole } from '../parse';
import { announce, type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { followToEnd } from '../watching';
import type { SetExitCode } from './exit-code';

interface SubmitFlags extends ConnectFlags {
  readonly queue?: string;
  readonly input?: string;
  readonly items?: string;
  readonly key?: string;
  readonly attempts?: string;
  readonly timeout?: string;
  readonly share?: string;
  readonly priority?: string;
  readonly tag: readonly string[];
  readonly after: readonly string[];
  readonly sequential?: true;
  readonly wait?: true;
  readonly json?: true;
}

export function addSubmit(program: Command, io: Io, setExitCode: SetExitCode): void {
  const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];
  withConnectFlags(
    program
      .command('submit')
      .description('submit a job of a platform, or an array of them')
      .argument('<job>', 'name of the job in its contract, for example thumbnail')
      .option('--queue <name>', "queue of the platform (default: the job's first)")
      .option('--input <json>', 'the input as JSON; @FILE reads a file, - standard input')
      .option('--items <file>', 'an array job: one JSON value a line, or a JSON array; - reads standard input')
      .option('--key <text>', 'same key, same job: a second submission finds the first')
      .option('--attempts <number>', "how often it is started at most (default: the job definition's)")
      .option('--timeout <seconds>', "longest time of one attempt (default: the job definition's)")
      .option('--share <identifier>', 'whose share it is, on a queue with fair share')
      .option('--priority <number>', "order within the share, higher first (default: the job definition's)")
      .option('--tag <name=value>', 'tag of the job; may be repeated', collect, [])
      .option('--after <id>', 'job that must have succeeded first; may be repeated', collect, [])
      .option('--sequential', 'items of an array run one after the other')
      .option('--wait', 'watch it to its end')
      .option('--json', 'print { id, ids, name, size } as JSON, and with --wait every change')
      .addHelpText(
        'after',
        `
The input is checked by the worker, against the contract: this command knows names, not types.

Examples:
  batchwright submit thumbnail --queue urgent --input '{"bucket":"photos","key":"a.jpg"}' --wait
  batchwright submit thumbnail --items photos.jsonl --key upload-17`,
      ),
  ).action((job: string, flags: SubmitFlags) => runSubmit(io, setExitCode, job, flags));
}

async function runSubmit(io: Io, setExitCode: SetExitCode, name: string, flags: SubmitFlags): Promise<void> {
  const job = defineJob(name, { input: unchecked<unknown>() });
  const { attempts, timeoutSeconds, schedulingPriority } = LIMITS;
  const options = {
    queue: flags.queue,
    key: flags.key,
    attempts:
      flags.attempts === undefined ? undefined : parseWhole(flags.attempts, '--attempts', attempts.min, attempts.max),
    timeout:
      flags.timeout === undefined ? undefined : parseWhole(flags.timeout, '--timeout', timeoutSeconds.min, 2 ** 31 - 1),
    shareIdentifier: flags.share,
    priority:
      flags.priority === undefined
        ? undefined
        : parseWhole(flags.priority, '--priority', schedulingPriority.min, schedulingPriority.max),
    tags: flags.tag.length > 0 ? parsePairs(flags.tag, '--tag') : undefined,
    after: flags.after.length > 0 ? flags.after : undefined,
    signal: io.signal,
  };
  if ((flags.input === undefined) === (flags.items === undefined)) {
    throw new CliError('give either --input (one job) or --items (an array)');
  }
  if (flags.sequential && flags.items === undefined) throw new CliError('--sequential is for arrays: give --items');
  const text =
    flags.items !== undefined ? await readItems(io, flags.items) : await readInput(io, flags.input as string);
  const items =
    flags.items === undefined ? undefined : parseItems(text, flags.items === '-' ? 'standard input' : flags.items);
  const input = items === undefined ? parseJson(text, '--input') : undefined;
  const batch = await connectTo(io, flags);
  announce(io, batch, `submitting ${items === undefined ? name : `${items.length} of ${name}`}`);
  const handle =
    items === undefined
      ? await batch.submit(job, input, options)
      : await batch.submitArray(job, items, { ...options, sequential: flags.sequential });
  const ids = 'ids' in handle ? handle.ids : [handle.id];
  if (flags.json) io.out(`${JSON.stringify({ id: handle.id, ids, name: handle.name, size: items?.length })}\n`);
  else io.out(`${ids.join('\n')}\n`);
  if (flags.wait) setExitCode(await followToEnd(io, batch, ids, flags.json === true));
}

async function readInput(io: Io, input: string): Promise<string> {
  if (input === '-') return io.stdin();
  return input.startsWith('@') ? readText(io, input.slice(1), '--input') : input;
}

const readItems = async (io: Io, file: string): Promise<string> =>
  file === '-' ? io.stdin() : readText(io, file, '--items');

function readText(io: Io, file: string, option: string): string {
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new CliError(`${option}: ${file} cannot be read: ${(cause as Error).message}`, undefined, { cause });
  }
}
