import { writeFileSync } from 'node:fs';
import { type Prices, pricesText } from '@batchwright/model/money';
import { FAMILY_SETS } from '@batchwright/model/shapes';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';
import { pullPrices } from './prices-pull';
import { inDirectory, readTemplatesAt } from './review-files';

interface PullFlags {
  readonly region: string;
  readonly families?: string;
  readonly from?: string;
  readonly output: string;
}

export function addPrices(program: Command, io: Io): void {
  program
    .command('prices')
    .description('prices of compute, for reviews and costs')
    .command('pull')
    .description(
      "write a region's on-demand prices of EC2 and Fargate to a file, out of the AWS Pricing API; only reads",
    )
    .requiredOption('--region <region>', 'whose prices')
    .option(
      '--families <families>',
      'instance families, separated by commas (default: those of the default categories)',
    )
    .option('--from <directory>', 'a template or a cdk.out: the families that its compute environments name, as well')
    .option('--output <file>', 'file to write, or - for standard output', 'prices.json')
    .action((flags: PullFlags) => runPull(io, flags));
}

async function runPull(io: Io, flags: PullFlags): Promise<void> {
  const named = flags.families?.split(',').map((family) => family.trim());
  if (named?.some((family) => !/^[a-z][a-z0-9-]*$/.test(family))) {
    throw new CliError(`--families: expected families as in m7i,c7g; got ${JSON.stringify(flags.families)}`);
  }
  const families = new Set([
    ...(named ?? Object.values(FAMILY_SETS).flat()),
    ...(flags.from === undefined ? [] : await familiesIn(io, flags.from)),
  ]);
  const endpoint = io.env.AWS_ENDPOINT_URL_PRICING ?? io.env.AWS_ENDPOINT_URL;
  io.err(`reading prices of ${flags.region} ${endpoint ? `at ${endpoint}` : 'from the AWS Pricing API'}\n`);
  const date = new Date(io.now()).toISOString().slice(0, 10);
  const prices = await pullPrices({ region: flags.region, date, families, signal: io.signal });
  requireSome(prices, flags.region);
  const missing = [...families].filter(
    (family) => !Object.keys(prices.instances).some((type) => type.startsWith(`${family}.`)),
  );
  if (missing.length > 0) io.err(`${flags.region} has no price of ${missing.sort().join(', ')}\n`);
  if (flags.output === '-') io.out(pricesText(prices));
  else {
    writeFileSync(inDirectory(io.cwd, flags.output), pricesText(prices));
    io.err(`${Object.keys(prices.instances).length} instance types of ${date} in ${flags.output}\n`);
  }
}

/** A region that the API does not know has no entries; a file without prices would only look like an answer. */
function requireSome({ instances, fargate }: Prices, region: string): void {
  if (Object.keys(instances).length > 0 || fargate.x86_64 !== undefined || fargate.arm64 !== undefined) return;
  throw new CliError(`the Pricing API has no prices of these families, and none of Fargate, in ${region}`);
}

async function familiesIn(io: Io, from: string): Promise<readonly string[]> {
  const templates = await readTemplatesAt(io.cwd, from, '');
  return templates.flatMap(({ template }) =>
    [...template.resources.values()].flatMap(({ type, properties }) => {
      const compute = type === 'AWS::Batch::ComputeEnvironment' ? properties.ComputeResources : undefined;
      const types = (compute as { readonly InstanceTypes?: unknown } | undefined)?.InstanceTypes;
      if (!Array.isArray(types)) return [];
      return types
        .filter((one) => typeof one === 'string')
        .flatMap((one) => FAMILY_SETS[one] ?? one.split('.')[0] ?? []);
    }),
  );
}
