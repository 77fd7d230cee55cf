import { startLocal } from '@batchwright/local';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';
import { parsePairs, parsePort, parseWhole } from '../parse';
import { chooseLocal, environmentOf, type RunningLocal, recordRunning, shellLines } from '../service';
import { type FailureFlags, failuresOf } from './local-failures';
import { platformsOf, welcome } from './local-welcome';

interface LocalFlags extends FailureFlags {
  readonly port: string;
  readonly region?: string;
  readonly account?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly from: readonly string[];
  readonly parameter: readonly string[];
  readonly ssm: readonly string[];
  readonly export: readonly string[];
  readonly slots?: string;
  readonly events?: string;
  readonly keep?: true;
  readonly json?: true;
}

/** Where `local` listens unless told otherwise: the same every time, so that scripts and notes can name it. */
const DEFAULT_PORT = '4580';

export function addLocal(program: Command, io: Io): void {
  const local = program
    .command('local')
    .description("run AWS Batch on this machine: the service's own HTTP API, with real jobs, until Ctrl-C")
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', DEFAULT_PORT)
    .option(
      '--from <directory>',
      'provision what a synthesized CDK app declares (cdk.out); may be repeated',
      collect,
      [],
    )
    .option('--parameter <name=value>', 'template parameter without a default (or Stack:Name=value)', collect, [])
    .option('--ssm <name=value>', 'SSM parameter that another app creates', collect, [])
    .option('--export <name=value>', "export of another app's stack", collect, [])
    .option('--region <region>', "region it answers as (default: the app's, else us-east-1)")
    .option('--account <id>', "account it answers as, 12 digits (default: the app's, else 000000000000)")
    .option('--access-key-id <id>', 'credentials it accepts (default: random, printed by `local env`)')
    .option('--secret-access-key <key>', 'goes with --access-key-id')
    .option(
      '--slots <number>',
      'how many jobs run at once, whatever the compute environments allow (default: one a core)',
    )
    .option('--events <queue-url>', 'send the events of jobs into this SQS queue of an emulator')
    .option(
      '--inject <failure=share>',
      'let a share (0 to 1) of the attempts meet reclaim (on Spot), out-of-memory or image-pull; may be repeated',
      collect,
      [],
    )
    .option('--inject-after <seconds>', 'how long an attempt runs before it is reclaimed or killed (default: 0)')
    .option('--inject-seed <number>', 'which attempts are met; the same seed meets the same ones (default: 1)')
    .option('--keep', 'keep the directories of finished jobs, to look into')
    .option('--json', 'print one JSON object with endpoint and credentials as the first line')
    .action((flags: LocalFlags) => runLocal(io, flags))
    // `local env` has options of the same names: what stands behind `env` is its own.
    .enablePositionalOptions();
  local
    .command('env')
    .description(
      'print the variables that point AWS SDKs and the AWS CLI at the running service: eval "$(batchwright local env)"',
    )
    .option('--port <number>', 'of the service on this port (default: the newest)')
    .option('--json', 'print them as one JSON object')
    .action((flags: { readonly port?: string; readonly json?: true }) => {
      const port = flags.port === undefined ? undefined : parsePort(flags.port);
      const env = environmentOf(chooseLocal(io.env, port));
      io.out(flags.json ? `${JSON.stringify(env)}\n` : shellLines(env));
    });
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

async function runLocal(io: Io, flags: LocalFlags): Promise<void> {
  if ((flags.accessKeyId === undefined) !== (flags.secretAccessKey === undefined)) {
    throw new CliError('--access-key-id and --secret-access-key go together; give both or neither');
  }
  const inject = failuresOf(flags);
  const local = await startLocal({
    port: parsePort(flags.port),
    region: flags.region,
    accountId: flags.account,
    accessKeyId: flags.accessKeyId,
    secretAccessKey: flags.secretAccessKey,
    from: flags.from.length > 0 ? flags.from : undefined,
    parameters: parsePairs(flags.parameter, '--parameter'),
    ssm: parsePairs(flags.ssm, '--ssm'),
    exports: parsePairs(flags.export, '--export'),
    slots: flags.slots === undefined ? undefined : parseWhole(flags.slots, '--slots', 1, 10 * 1000),
    events: flags.events === undefined ? undefined : { queueUrl: flags.events },
    inject,
    keep: flags.keep,
  });
  const { endpoint, s3Endpoint, region, accountId, accessKeyId, secretAccessKey } = local;
  const facts = { endpoint, s3Endpoint, region, accountId, accessKeyId, secretAccessKey };
  const running: RunningLocal = {
    pid: process.pid,
    startedAt: io.now(),
    ...facts,
    platforms: platformsOf(local.summary.parameters),
  };
  const forget = recordRunning(io.env, running);
  try {
    if (flags.json) io.out(`${JSON.stringify(facts)}\n`);
    io.err(welcome(running, local.summary));
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      else io.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    io.err('stopping: running jobs get SIGTERM ...\n');
  } finally {
    forget();
    await local.stop();
  }
  io.err('stopped\n');
}
