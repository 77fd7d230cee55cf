import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ComputeType, DEFAULT_LOG_GROUP, type Home, partitionOf } from '@batchwright/model/service';
import { batchService, jobDetail } from './api';
import { applyPlan, EMPTY_SUMMARY, type Summary } from './applied';
import { EventSender, JobEvents } from './events';
import { guardExit } from './exit-guard';
import { FaultyRunner } from './faults';
import { type LocalServer, startServer } from './http';
import { type ImageStaging, stageImage } from './images';
import { type LocalOptions, normalize } from './options';
import { type ProvisionPlan, planProvision } from './provision';
import { removeTree, removeTreeSync } from './remove-tree';
import { processRunner } from './runners';
import { LogStore, logsService } from './services/logs';
import { createObjects } from './services/objects';
import { ParameterStore, parametersService } from './services/parameters';
import { BatchState, Engine } from './state';

/** A running local service. */
export interface Local extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, for every service. */
  readonly endpoint: string;
  readonly s3Endpoint: string;
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Variables by which the AWS SDKs and the AWS CLI find this service: for a child process, or to assign. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that is kept on disk; the jobs' directories are in `jobs` below it, named by task with `keep`. */
  readonly directory: string;
  /** What was provisioned from `from`, and what of it is not served. */
  readonly summary: Summary;
  /** Stops all jobs and the service, and removes what it kept. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** Jobs get this long after SIGTERM when the whole service stops: nobody waits half a minute for Ctrl-C. */
const SHUTDOWN_GRACE_MS = 2000;
const DEFAULT_REGION = 'us-east-1';
const DEFAULT_ACCOUNT = '000000000000';

/**
 * Starts AWS Batch on this machine, with the parts of S3, Systems Manager and CloudWatch Logs that jobs and their
 * submitters need. Every job is a process; nothing reaches AWS. It listens on the loopback interface only, and takes
 * only requests that are signed with its credentials, because it runs the commands that it is sent.
 *
 * ```ts
 * const local = await startLocal({ from: 'cdk.out' });
 * const batch = new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local });
 * // ...
 * await local.stop();
 * ```
 *
 * @throws {@link LocalError} `INVALID_OPTION`, `PROVISION_REFUSED`
 * @throws `ProvisionError` when an assembly can not be read, `LocalServerError` when the port can not be used
 */
export async function startLocal(options: LocalOptions = {}): Promise<Local> {
  const settings = normalize(options);
  const plan = readAssemblies(settings);
  const home = homeOf(plan, settings);
  const directory = await mkdtemp(join(tmpdir(), 'batchwright-'));
  try {
    return await start(settings, plan, home, directory);
  } catch (error) {
    await removeTree(directory);
    throw error;
  }
}

type Settings = ReturnType<typeof normalize>;

async function start(
  settings: Settings,
  plan: ProvisionPlan | undefined,
  home: Home,
  directory: string,
): Promise<Local> {
  const { logger, stopGraceMs, slots, settleMs, path, keep } = settings;
  const accessKeyId = settings.accessKeyId ?? `LOCAL${randomBytes(8).toString('hex').toUpperCase().slice(0, 15)}`;
  const secretAccessKey = settings.secretAccessKey ?? randomBytes(30).toString('base64url');
  const clock = Date.now;
  const images = await stageImages(plan, join(directory, 'images'));
  const jobs = join(directory, 'jobs');
  await mkdir(jobs, { mode: 0o700 });

  const logs = new LogStore({ clock });
  logs.createGroup(DEFAULT_LOG_GROUP);
  const parameters = new ParameterStore(clock);
  for (const [name, value] of Object.entries(settings.ssm ?? {})) parameters.put(name, value, 'String');
  const objects = createObjects({ directory: join(directory, 'objects'), clock });
  let server: LocalServer | undefined;
  const processes = processRunner({
    directory: jobs,
    aws: () => ({ endpoint: server?.endpoint ?? '', region: home.region, accessKeyId, secretAccessKey }),
    path,
    images,
    logs,
    parameter: (name) => parameters.get(name)?.value,
    stopGraceMs,
    keep,
    log: logger,
  });
  const { inject } = settings;
  const computeType = (name: string): ComputeType | undefined => batch.computeEnvironments.get(name)?.computeType;
  const runner = inject === undefined ? processes : new FaultyRunner(processes, { injected: inject, computeType });
  const { events } = settings;
  const sender = events && new EventSender(events, { region: home.region, clock, log: logger });
  const said =
    sender &&
    new JobEvents({ home, clock, uuid: randomUUID, detail: (job) => jobDetail(batch, job), send: sender.send });
  const engine = new Engine({
    runner,
    slots,
    clock,
    taskId: () => randomUUID().replaceAll('-', ''),
    changed: said?.changed,
    blocked: said?.blocked,
  });
  const batch: BatchState = new BatchState({ home, engine, clock, uuid: randomUUID, settleMs });
  const summary =
    plan === undefined
      ? EMPTY_SUMMARY
      : applyPlan(plan, images, {
          batch,
          logs,
          parameters,
          createBucket: (name) => objects.createBucket(name, home.region),
        });
  const { endpoint, port, close } = await startServer({
    services: {
      batch: batchService(batch),
      logs: logsService(logs, home),
      s3: objects.service,
      ssm: parametersService(parameters, home),
    },
    credentials: { accessKeyId, secretAccessKey },
    port: settings.port,
    clock,
    onRequest: settings.onRequest,
    log: logger,
  });
  server = { endpoint, port, close };

  const cannotRemove = (error: unknown): void =>
    logger.error(`cannot remove ${directory}: ${error instanceof Error ? error.message : String(error)}`);
  // A program that ends without stop() must not leave jobs behind.
  const release = guardExit(() => {
    runner.kill();
    try {
      if (!keep) removeTreeSync(directory);
    } catch (error) {
      cannotRemove(error);
    }
  });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      await engine.close(Math.min(stopGraceMs, SHUTDOWN_GRACE_MS));
      await sender?.close(SHUTDOWN_GRACE_MS);
      await close();
      release();
      // Everything is stopped: that something of a job can not be removed is no failure of that.
      if (!keep) await removeTree(directory).catch(cannotRemove);
    })();
    return stopped;
  };
  return {
    endpoint,
    s3Endpoint: endpoint,
    port,
    region: home.region,
    accountId: home.account,
    accessKeyId,
    secretAccessKey,
    env: clientEnvironment(endpoint, home.region, accessKeyId, secretAccessKey),
    directory,
    summary,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function readAssemblies({
  directories,
  region,
  accountId,
  parameters,
  ssm,
  exports,
}: Settings): ProvisionPlan | undefined {
  if (directories.length === 0) return undefined;
  return planProvision({ directories, region, account: accountId, parameters, ssm, exports });
}

function homeOf(plan: ProvisionPlan | undefined, { region, accountId }: Settings): Home {
  const where = plan?.region ?? region ?? DEFAULT_REGION;
  return { partition: partitionOf(where), region: where, account: plan?.account ?? accountId ?? DEFAULT_ACCOUNT };
}

async function stageImages(
  plan: ProvisionPlan | undefined,
  parent: string,
): Promise<ReadonlyMap<string, ImageStaging>> {
  const staged = new Map<string, ImageStaging>();
  for (const [uri, asset] of plan?.images ?? []) {
    const into = join(parent, String(staged.size));
    await mkdir(into, { recursive: true, mode: 0o700 });
    staged.set(uri, await stageImage(asset, into));
  }
  return staged;
}

const clientEnvironment = (
  endpoint: string,
  region: string,
  accessKeyId: string,
  secretAccessKey: string,
): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
});
