import { MANIFEST_VERSION, type Manifest, manifestPath } from '@batchwright/model/contract';
import { type Batch, connect } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import type { Command } from 'commander';
import type { Io } from '../io';
import { parsePort } from '../parse';
import { chooseLocal, environmentOf, IN_THE_WAY } from './running';

/** Options of every command that talks to a service. */
export interface ConnectFlags {
  readonly platform?: string;
  readonly manifest?: string;
  readonly region?: string;
  readonly local?: string | true;
}

export const withConnectFlags = (command: Command): Command =>
  command
    .option(
      '--local [port]',
      'use the service that `batchwright local` runs on this machine (the newest, or by its port)',
    )
    .option('--platform <name>', 'platform whose manifest is in the parameters below /batchwright/<name>')
    .option('--manifest <source>', 'manifest as ssm:/path, file:path or JSON (default: $BATCHWRIGHT_MANIFEST)')
    .option('--region <region>', 'AWS region (default: as the AWS SDK finds it)');

/**
 * Connects as the flags and the environment say.
 *
 * @param bareQueue - for commands that work on any queue of AWS Batch: used when no manifest is named
 */
export async function connectTo(io: Io, flags: ConnectFlags, bareQueue?: string): Promise<Batch> {
  if (flags.local !== undefined) {
    const port = flags.local === true ? undefined : parsePort(flags.local, '--local');
    // Where the AWS SDK looks, so that every client of every package finds the same service.
    const local = chooseLocal(io.env, port);
    for (const name of IN_THE_WAY) delete io.env[name];
    Object.assign(io.env, environmentOf(local));
  }
  if (flags.region !== undefined) io.env.AWS_REGION = flags.region;
  const manifest =
    flags.manifest ??
    (flags.platform !== undefined ? `ssm:${manifestPath(flags.platform)}` : undefined) ??
    io.env.BATCHWRIGHT_MANIFEST ??
    (bareQueue === undefined ? undefined : bareManifest(io, bareQueue));
  return connect({ manifest, store: s3Store(), env: io.env, poll: io.poll });
}

/** A manifest for queues that no platform of ours describes: enough to list, watch and cancel. */
function bareManifest(io: Io, queue: string): string {
  const manifest: Manifest = {
    batchwright: 'manifest',
    version: MANIFEST_VERSION,
    platform: 'none',
    region: io.env.AWS_REGION ?? io.env.AWS_DEFAULT_REGION ?? '',
    account: '',
    // Never used: nothing of a queue without a manifest has inputs or outputs that we could know.
    workspace: 's3://none',
    queues: queue === '' ? {} : { [queue]: { arn: queue, compute: 'EC2', priority: 0 } },
    jobs: {},
  };
  return JSON.stringify(manifest);
}

/** Says, before anything is written, where it will be written to. */
export function announce(io: Io, batch: Batch, what: string): void {
  const { account, region } = batch.manifest;
  const endpoint = io.env.AWS_ENDPOINT_URL_BATCH ?? io.env.AWS_ENDPOINT_URL;
  const where = endpoint ? `at ${endpoint}` : 'on AWS';
  io.err(
    `${what} in account ${account || 'of your credentials'}, region ${region || 'of your configuration'}, ${where}\n`,
  );
}
