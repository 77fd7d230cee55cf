import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../io';

/** What `batchwright local` tells other processes of the same user about itself. */
export interface RunningLocal {
  readonly pid: number;
  readonly startedAt: number;
  readonly endpoint: string;
  readonly s3Endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Names of the platforms that were provisioned, by their manifests. */
  readonly platforms: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** A directory of the user's own: the records hold the credentials of the local service. */
function directory(env: Env): string {
  const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state');
  return join(state, 'batchwright', 'local');
}

/** Writes the record of a running service. @returns what removes it */
export function recordRunning(env: Env, local: RunningLocal): () => void {
  const folder = directory(env);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${local.pid}.json`);
  writeFileSync(file, JSON.stringify(local), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** Services that run now, newest first. Records of processes that are gone are removed. */
export function runningLocals(env: Env): RunningLocal[] {
  const folder = directory(env);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  const found: RunningLocal[] = [];
  for (const name of names) {
    const file = join(folder, name);
    try {
      const local = JSON.parse(readFileSync(file, 'utf8')) as RunningLocal;
      if (isAlive(local.pid)) found.push(local);
      else rmSync(file, { force: true });
    } catch {
      // A record that is being written or removed at this moment.
    }
  }
  return found.sort((a, b) => b.startedAt - a.startedAt);
}

/** The service to use: the one at `port`, or the newest. @throws {@link CliError} when there is none */
export function chooseLocal(env: Env, port: number | undefined): RunningLocal {
  const running = runningLocals(env);
  const chosen =
    port === undefined ? running[0] : running.find(({ endpoint }) => new URL(endpoint).port === String(port));
  if (chosen !== undefined) return chosen;
  const others = running.map(({ endpoint }) => new URL(endpoint).port);
  throw new CliError(
    port === undefined
      ? 'no local service is running; start one in another terminal: npx batchwright local --from cdk.out'
      : `no local service is running on port ${port}; ${others.length > 0 ? `there is one on ${others.join(', ')}` : 'none is running at all'}`,
  );
}

/** Variables of the developer's that would win over the ones below: a profile over keys, a token beside them. */
export const IN_THE_WAY = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL_BATCH',
  'AWS_ENDPOINT_URL_SSM',
  'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
] as const;

/** Lines for a shell to evaluate. */
export const shellLines = (env: Readonly<Record<string, string>>): string =>
  `unset ${IN_THE_WAY.join(' ')}\n${Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join('')}`;

/** The variables through which AWS SDKs, the AWS CLI and our runtime reach a local service. */
export function environmentOf(local: RunningLocal): Record<string, string> {
  const [platform, ...others] = local.platforms;
  return {
    AWS_ENDPOINT_URL: local.endpoint,
    AWS_ENDPOINT_URL_S3: local.s3Endpoint,
    AWS_REGION: local.region,
    AWS_DEFAULT_REGION: local.region,
    AWS_ACCESS_KEY_ID: local.accessKeyId,
    AWS_SECRET_ACCESS_KEY: local.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(platform !== undefined && others.length === 0 ? { BATCHWRIGHT_MANIFEST: `ssm:/batchwright/${platform}` } : {}),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
