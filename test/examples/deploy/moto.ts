import { execFileSync, spawn } from 'node:child_process';

/** The variable that makes the tests of this folder fail, and not be skipped, where `moto_server` is not installed. */
const REQUIRE = 'BATCHWRIGHT_REQUIRE_MOTO';

const missing = ((): string | undefined => {
  try {
    execFileSync('moto_server', ['--help'], { stdio: 'pipe', timeout: 60_000 });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
})();

/** `describe` where `moto_server` is on the PATH, else a skipped one that says why. */
export function describeWithMoto(title: string, tests: () => void): void {
  if (missing === undefined || process.env[REQUIRE] === '1') {
    describe(title, tests);
    return;
  }
  process.stderr.write(`skipped: "${title}": moto_server is needed: pip install 'moto[server]' (${missing})\n`);
  describe.skip(title, tests);
}

/** A server of AWS's APIs in a process of its own, on a port that the system chose. */
export interface Moto {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The last exception that its log shows: what stands behind an answer of 500. */
  lastException(): Promise<string>;
  stop(): Promise<void>;
}

const REGION = 'us-east-1';
const PATIENCE_MS = 60_000;
const LOG_DELAY_MS = 500;
const LOG_KEPT = 20_000;

/** Starts it with jobs that end at once without Docker: nothing runs, and every job succeeds. */
export async function startMoto(): Promise<Moto> {
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  let said = '';
  const endpoint = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`moto_server did not start: ${said}`)), PATIENCE_MS);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-LOG_KEPT);
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`moto_server ended with ${code}: ${said}`)));
  }).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const answer = await fetch(`${endpoint}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ batch: { use_docker: false } }),
  });
  if (!answer.ok) {
    await stop();
    throw new Error(`moto_server refuses to run jobs without Docker: ${answer.status}`);
  }
  const lastException = async (): Promise<string> => {
    // The answer comes before its log does.
    await new Promise((resolve) => setTimeout(resolve, LOG_DELAY_MS));
    return (
      said.match(/^(?:[\w.]*(?:Error|Exception)|Exception)\b.*$/gm)?.pop() ?? `its log ends with ${said.slice(-500)}`
    );
  };
  const credentials = { accessKeyId: 'moto', secretAccessKey: 'moto' };
  return { endpoint, region: REGION, credentials, lastException, stop };
}
