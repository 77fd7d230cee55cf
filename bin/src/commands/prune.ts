import { BatchClient } from '@aws-sdk/client-batch';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';
import { parseWhole } from '../parse';
import { activeRevisions, deregister, type Pruned, planPrune, type Revision, usedDefinitions } from '../pruning';
import { announce, type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { renderTable } from '../terminal';

interface PruneFlags extends ConnectFlags {
  readonly keep: string;
  readonly definition?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
}

export function addPrune(program: Command, io: Io): void {
  withConnectFlags(
    program
      .command('prune')
      .description("deregister old revisions of a platform's job definitions, but none that an unfinished job uses")
      .requiredOption('--keep <number>', 'how many of the newest revisions of each definition stay, from 1')
      .option('--definition <name...>', "definitions by name (default: those of the platform's manifest)")
      .option('--dry-run', 'only say what would be deregistered')
      .option('--json', 'print each revision and what becomes of it as JSON, a line each'),
  ).action((flags: PruneFlags) => runPrune(io, flags));
}

async function runPrune(io: Io, flags: PruneFlags): Promise<void> {
  const keep = parseWhole(flags.keep, '--keep', 1, 1_000_000);
  const { manifest, ...batch } = await connectTo(io, flags, flags.definition === undefined ? undefined : '');
  const names =
    flags.definition ?? Object.values(manifest.jobs).flatMap(({ definitions }) => Object.values(definitions));
  announce(io, { ...batch, manifest }, `${flags.dryRun ? 'looking for' : 'pruning'} old revisions`);
  const client = new BatchClient(manifest.region === '' ? {} : { region: manifest.region });
  // In this order: a job that is submitted in between takes a newest revision, which stays.
  const revisions = await activeRevisions(client, [...new Set(names)]);
  refuseOtherAccount(revisions, manifest.account);
  const plan = planPrune(revisions, await usedDefinitions(client), keep);
  for (const pruned of plan) {
    if (io.signal.aborted) break;
    if (pruned.action === 'deregister' && !flags.dryRun) await deregister(client, pruned);
    if (flags.json) io.out(`${JSON.stringify({ ...pruned, dryRun: flags.dryRun === true })}\n`);
  }
  if (!flags.json && plan.length > 0)
    io.out(renderTable(['DEFINITION', 'REVISION', 'ACTION', 'BECAUSE'], plan.map(rowOf)));
  const gone = plan.filter(({ action }) => action === 'deregister').length;
  io.err(`${flags.dryRun ? 'would deregister' : 'deregistered'} ${gone} of ${plan.length} active revisions\n`);
}

/** Credentials of another account would find namesakes there, if anything. */
function refuseOtherAccount(revisions: readonly Revision[], account: string): void {
  const other = revisions.find(({ arn }) => account !== '' && arn.split(':')[4] !== account);
  if (other === undefined) return;
  throw new CliError(
    `the credentials found ${other.arn}, but the platform is in account ${account}; nothing was changed`,
  );
}

const rowOf = ({ name, revision, action, because }: Pruned): string[] => [name, String(revision), action, because];
