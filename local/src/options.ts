import { availableParallelism } from 'node:os';
import { LIMITS } from '@batchwright/model/service';
import { LocalError } from './errors';
import { type EventQueue, eventQueueProblem } from './events';
import { type InjectedFailures, injectedProblem } from './faults';
import type { RequestInfo } from './http';

export interface LocalOptions {
  /** Port on the loopback interface. @default 0, any free one */
  readonly port?: number | undefined;
  /** @default - the assembly's, else `us-east-1` */
  readonly region?: string | undefined;
  /** Account id, 12 digits. @default - the assembly's, else `000000000000` */
  readonly accountId?: string | undefined;
  /** @default - random */
  readonly accessKeyId?: string | undefined;
  /** @default - random */
  readonly secretAccessKey?: string | undefined;
  /** Directories of synthesized cloud assemblies (`cdk.out`) to provision. @default - nothing is provisioned */
  readonly from?: string | readonly string[] | undefined;
  /** Values of template parameters that have no default, as `Name` or `Stack:Name`. @default - none */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** SSM parameters that another app creates, by name: for the assemblies and for the jobs. @default - none */
  readonly ssm?: Readonly<Record<string, string>> | undefined;
  /** Exports of another app's stacks that the assemblies import, by name. @default - none */
  readonly exports?: Readonly<Record<string, string>> | undefined;
  /**
   * Jobs at once on this machine, however many vCPUs the compute environments have.
   * @default - the machine's available parallelism
   */
  readonly slots?: number | undefined;
  /** Gets what went wrong inside the service. @default console */
  readonly logger?: { error(text: string): void } | undefined;
  /** Milliseconds between SIGTERM and SIGKILL when a job is terminated or times out. @default 30000 */
  readonly stopGraceMs?: number | undefined;
  /** Milliseconds that compute environments and queues stay CREATING, UPDATING and DELETING. @default 50 */
  readonly settleMs?: number | undefined;
  /** Keep each job's directory, and all data, when it is over: to look into them. @default false */
  readonly keep?: boolean | undefined;
  /** Where `PATH` for the jobs is taken from; nothing else of it reaches them. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Failures that jobs meet, to see how they and their submitters take them. @default - none */
  readonly inject?: InjectedFailures | undefined;
  /** An SQS queue that gets the events of jobs, as a rule of EventBridge would send them. @default - none are sent */
  readonly events?: EventQueue | undefined;
  /** Called after each answered request. */
  readonly onRequest?: ((info: RequestInfo) => void) | undefined;
}

const SETTLE_MS = 50;
/** What shells take when there is no PATH. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** Options with their defaults, checked. @throws {@link LocalError} `INVALID_OPTION` */
export function normalize(options: LocalOptions) {
  const { port = 0, slots = Math.max(1, availableParallelism()), from = [] } = options;
  const { stopGraceMs = LIMITS.stopGraceSeconds * 1000, settleMs = SETTLE_MS } = options;
  check('port', port, Number.isInteger(port) && port >= 0 && port < 65_536, 'an integer from 0 to 65535');
  check('slots', slots, Number.isInteger(slots) && slots >= 1, 'an integer from 1');
  check('stopGraceMs', stopGraceMs, Number.isFinite(stopGraceMs) && stopGraceMs >= 0, 'milliseconds, 0 or more');
  check('settleMs', settleMs, Number.isFinite(settleMs) && settleMs >= 0, 'milliseconds, 0 or more');
  const { region, accountId, accessKeyId, secretAccessKey } = options;
  check('region', region, region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(region), 'a region such as us-east-1');
  check('accountId', accountId, accountId === undefined || /^\d{12}$/.test(accountId), '12 digits');
  check(
    'accessKeyId',
    accessKeyId,
    accessKeyId === undefined || /^\w{1,128}$/.test(accessKeyId),
    '1 to 128 letters, digits and underscores',
  );
  if (secretAccessKey === '')
    throw new LocalError('INVALID_OPTION', 'secretAccessKey: expected a text, got an empty one');
  const injected = options.inject && injectedProblem(options.inject);
  if (injected !== undefined) throw new LocalError('INVALID_OPTION', `inject: ${injected}`);
  const queue = options.events && eventQueueProblem(options.events);
  if (queue !== undefined) throw new LocalError('INVALID_OPTION', `events: ${queue}`);
  return {
    ...options,
    port,
    slots,
    stopGraceMs,
    settleMs,
    directories: typeof from === 'string' ? [from] : from,
    keep: options.keep ?? false,
    logger: options.logger ?? console,
    path: (options.env ?? process.env).PATH ?? DEFAULT_PATH,
  };
}

function check(option: string, value: unknown, fine: boolean, expected: string): void {
  if (!fine) throw new LocalError('INVALID_OPTION', `${option}: expected ${expected}, got ${JSON.stringify(value)}`);
}
