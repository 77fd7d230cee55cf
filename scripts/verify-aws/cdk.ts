import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stackName } from './plan';

const ROOT = join(__dirname, '..', '..');
const APP = 'node --conditions=@batchwright/source --import tsx scripts/verify-aws/app.ts';

export interface CdkRun {
  readonly verb: 'synth' | 'deploy' | 'destroy';
  readonly suffix: string;
  readonly region: string;
  /** Directory for the assembly: the checkout's own stays as it is. */
  readonly output: string;
  /** Ends the CDK, not what CloudFormation has begun. */
  readonly signal?: AbortSignal | undefined;
}

/** Arguments of the CDK CLI. */
export function cdkArguments({ verb, suffix, output }: CdkRun): readonly string[] {
  const common = [verb, stackName(suffix), '--app', APP, '--context', `suffix=${suffix}`, '--output', output];
  switch (verb) {
    case 'synth':
      return [...common, '--quiet'];
    case 'deploy':
      // It was asked for already, with account and region; nobody answers a second time.
      return [...common, '--require-approval', 'never', '--progress', 'events', '--method', 'direct'];
    case 'destroy':
      return [...common, '--force'];
  }
}

/**
 * Runs the CDK CLI of this checkout. What it prints goes to standard error.
 *
 * @throws when it fails
 */
export function cdk(run: CdkRun): Promise<void> {
  const { verb, region, signal } = run;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...cdkArguments(run)], {
      cwd: ROOT,
      // Where the SDK was asked for the account, and nowhere else.
      env: { ...process.env, AWS_REGION: region, AWS_DEFAULT_REGION: region, CDK_DISABLE_VERSION_CHECK: '1' },
      stdio: ['ignore', 2, 2],
      // A group of its own: Ctrl-C is ours to hear, and the cleaning up must outlive it.
      detached: true,
    });
    const onAbort = (): void => void child.kill('SIGINT');
    signal?.addEventListener('abort', onAbort, { once: true });
    child.once('error', reject);
    child.once('close', (code, ended) => {
      signal?.removeEventListener('abort', onAbort);
      if (signal?.aborted) reject(signal.reason);
      else if (code === 0) resolve();
      else reject(new Error(`cdk ${verb} ended with ${code ?? ended}`));
    });
  });
}
