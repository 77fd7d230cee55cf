import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { cost, parsePrices, printEstimate } from '@batchwright/runtime/cost';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';

interface CostFlags {
  readonly prices: string;
  readonly json?: true;
}

export function addCost(program: Command, io: Io): void {
  program
    .command('cost')
    .description('say what jobs have cost: each attempt by its time, its share of its instance and the price then')
    .argument('<ids...>', "ids of jobs, of arrays, or of an array's children: <id>:<index>")
    .option('--prices <file>', 'prices of the region, written by: batchwright prices pull', 'prices.json')
    .option('--json', 'print the amounts and all that they rest on as JSON')
    .action((ids: readonly string[], flags: CostFlags) => runCost(io, ids, flags));
}

async function runCost(io: Io, ids: readonly string[], flags: CostFlags): Promise<void> {
  const file = isAbsolute(flags.prices) ? flags.prices : join(io.cwd, flags.prices);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `--prices: ${flags.prices} cannot be read; write it with: batchwright prices pull --region <region>`;
    throw new CliError(message, undefined, { cause });
  }
  const prices = parsePrices(text, flags.prices);
  const found = await cost(ids, { prices, signal: io.signal }, { now: io.now });
  for (const id of found.missing) io.err(`${id}: Batch does not know it (any more); it is not in the amount\n`);
  for (const { operation, why } of found.skipped) io.err(`${operation}: ${why}\n`);
  io.out(flags.json ? `${JSON.stringify(found)}\n` : printEstimate(found));
}
