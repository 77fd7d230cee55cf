import { type Prices, readPrices } from '@batchwright/model/money';
import { type Acknowledgement, isSafe, readAcknowledgements, renderReview, review } from '@batchwright/model/review';
import type { Json } from '@batchwright/model/template';
import type { Command } from 'commander';
import { CliError, EXIT_CODES, type Io } from '../io';
import { parseJson, parsePairs } from '../parse';
import type { SetExitCode } from './exit-code';
import { inDirectory, readIfThere, readTemplatesAt, sameRoot } from './review-files';

interface ReviewFlags {
  readonly acknowledge: readonly string[];
  readonly acknowledgements?: string;
  readonly prices?: string;
  readonly json?: true;
}

const FILES = { acknowledgements: 'batchwright-review.json', prices: 'prices.json' } as const;

const HELP = `
OLD and NEW are templates as JSON or YAML (also as \`aws cloudformation get-template\` prints them), directories that
\`cdk synth\` wrote, or - for standard input. Nothing is asked of AWS.

Exit code 1 when a hazard is not acknowledged. A hazard is acknowledged with a reason, on the command line or in
${FILES.acknowledgements}: { "acknowledged": [{ "id": "QUEUE_REMOVED:Stack/Queue", "reason": "empty since May" }] }.
Amounts of money come from ${FILES.prices} only, which \`batchwright prices pull\` writes.`;

export function addReview(program: Command, io: Io, setExitCode: SetExitCode): void {
  program
    .command('review')
    .description('say what a deployment would change, replace, break, allow and cost, as Markdown for a pull request')
    .argument('<old>', 'what is deployed: a template or a cdk.out')
    .argument('<new>', 'what would be')
    .option('--acknowledge <id=reason>', 'a hazard that is meant; repeatable', collect, [])
    .option(
      '--acknowledgements <file>',
      `file of acknowledged hazards (default: ${FILES.acknowledgements} where it is)`,
    )
    .option('--prices <file>', `file of prices (default: ${FILES.prices} where it is)`)
    .option('--json', 'print the review as one JSON object')
    .addHelpText('after', HELP)
    .action(async (before: string, after: string, flags: ReviewFlags) => {
      setExitCode(await runReview(io, before, after, flags));
    });
}

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

async function runReview(io: Io, before: string, after: string, flags: ReviewFlags): Promise<number> {
  if (before === '-' && after === '-') throw new CliError('review: only one of OLD and NEW can be standard input (-)');
  const stdin = before === '-' || after === '-' ? await io.stdin() : '';
  const [old, now] = sameRoot(
    await readTemplatesAt(io.cwd, before, stdin),
    await readTemplatesAt(io.cwd, after, stdin),
  );
  const found = review(old, now, {
    acknowledgements: acknowledgementsOf(io, flags),
    prices: pricesOf(io, flags.prices),
  });
  if (flags.json) io.out(`${JSON.stringify(found)}\n`);
  else io.out(renderReview(found));
  for (const { id } of found.unused) io.err(`batchwright: ${id} is acknowledged, and is no hazard here\n`);
  if (isSafe(found)) return EXIT_CODES.ok;
  const open = found.hazards.filter(({ acknowledged }) => acknowledged === undefined);
  io.err(`batchwright: ${open.length} ${open.length === 1 ? 'hazard is' : 'hazards are'} not acknowledged\n`);
  return EXIT_CODES.jobFailed;
}

function acknowledgementsOf(io: Io, flags: ReviewFlags): readonly Acknowledgement[] {
  const given = Object.entries(parsePairs(flags.acknowledge, '--acknowledge')).map(([id, reason]) => {
    if (reason.trim() === '') throw new CliError(`--acknowledge: ${id} has no reason; expected id=reason`);
    return { id, reason };
  });
  const file = readOptional(io, flags.acknowledgements, FILES.acknowledgements);
  if (file === undefined) return given;
  const read = readAcknowledgements(file.value, file.path);
  if (!read.ok) throw new CliError(read.message);
  return [...read.acknowledgements, ...given];
}

function pricesOf(io: Io, path: string | undefined): Prices | undefined {
  const file = readOptional(io, path, FILES.prices);
  if (file === undefined) return undefined;
  const read = readPrices(file.value, file.path);
  if (!read.ok) throw new CliError(read.message);
  return read.prices;
}

/** A file that was named must be there; the usual one may be. */
function readOptional(
  io: Io,
  named: string | undefined,
  usual: string,
): { readonly path: string; readonly value: Json } | undefined {
  const path = named ?? usual;
  const text = readIfThere(inDirectory(io.cwd, path));
  if (text === undefined && named === undefined) return undefined;
  if (text === undefined) throw new CliError(`${path}: there is no such file`);
  return { path, value: parseJson(text, path) as Json };
}
