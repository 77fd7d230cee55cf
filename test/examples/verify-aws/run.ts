import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const MAIN = join(ROOT, 'scripts', 'verify-aws', 'main.ts');

/** Runs `npm run verify:aws` without npm, as a process of its own with nothing of this environment but the path. */
export function runVerify(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  /** Text upon which it is interrupted, as by Ctrl-C. */
  interruptAt?: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@batchwright/source', '--import', 'tsx', MAIN, ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, AWS_EC2_METADATA_DISABLED: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => (out += text));
    let interrupted = false;
    child.stderr.on('data', (text) => {
      err += text;
      if (interruptAt === undefined || interrupted || !err.includes(interruptAt)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
