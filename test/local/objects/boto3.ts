import { execFileSync, spawn } from 'node:child_process';

const missing = ((): string | undefined => {
  try {
    execFileSync('python3', ['-c', 'import boto3'], { stdio: 'pipe', timeout: 60_000 });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
})();

/**
 * `test` where python3 has boto3, else a skipped one that says why; with `BATCHWRIGHT_REQUIRE_BOTO3=1` it runs, and fails,
 * all the same.
 */
export function testWithBoto3(title: string, run: () => Promise<void>, timeoutMs: number): void {
  if (missing === undefined || process.env.BATCHWRIGHT_REQUIRE_BOTO3 === '1') {
    test(title, run, timeoutMs);
    return;
  }
  process.stderr.write(`skipped: "${title}": python3 with boto3 is needed (${missing})\n`);
  test.skip(title, run);
}

/** Runs a script and gives its output. Rejects with what it printed when it fails. */
export function runPython(script: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_EC2_METADATA_DISABLED: 'true',
      PYTHONIOENCODING: 'utf-8',
    };
    const child = spawn('python3', [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 110_000 });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0 ? resolve(output) : reject(new Error(`python3 exited with ${code ?? signal}:\n${output}`)),
    );
  });
}
