import { parseArgs } from 'node:util';

export const HELP = `Usage: npm run verify:aws -- --account ID --region REGION [options]

Deploys the photo platform into a sandbox account, compares AWS Batch with what this repository holds of it, runs photos
through it, writes down every difference, and destroys what it made.

  --account ID      the account that this is for: 12 digits; refused when the credentials are of another
  --region REGION   where to deploy
  --yes             do not ask before anything is written
  --suffix TEXT     end of the stack's name                       (default: the time)
  --photos N        photos that go through the platform, 0 to 500 (default: 12)
  --quick           leave out the cases that take more than a minute
  --minutes N       stop and clean up after N minutes, 15 to 360  (default: 90)
  --report FILE     where the report goes                         (default: verify-aws-SUFFIX.md)
  --keep            leave the stack
  --destroy         only destroy the stack of an earlier run, named by --suffix
  --endpoint URL    not AWS: a service on this machine that already has the platform (deploys and destroys nothing)

Exit code 0: everything is as held. 2: there are differences. 1: it could not be carried through, or something is left
behind. 64: wrong arguments. 130: stopped.
`;

/** How a verification is called. */
export interface VerifyOptions {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly yes: boolean;
  readonly suffix: string;
  readonly photos: number;
  readonly quick: boolean;
  readonly minutes: number;
  readonly report: string;
  readonly keep: boolean;
  readonly destroy: boolean;
  /** Address of a service on this machine; absent: AWS. */
  readonly endpoint: string | undefined;
}

/** Something wrong with how it was called, or where: nothing has been written. */
export class UsageError extends Error {}
Object.defineProperty(UsageError.prototype, 'name', { value: 'UsageError' });

const SUFFIX = /^[a-z0-9][a-z0-9-]{0,30}$/;
const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * @param now - names the run where no suffix does
 * @throws {@link UsageError}
 */
export function readArguments(args: readonly string[], now: Date): VerifyOptions | 'help' {
  const values = parsed(args);
  if (values.help) return 'help';
  const { account, region, endpoint } = values;
  if (account === undefined || !/^\d{12}$/.test(account)) {
    throw new UsageError(
      `--account: expected the 12 digits of a sandbox account; got ${account ?? 'none'}. It is never taken from the credentials.`,
    );
  }
  if (region === undefined || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new UsageError(`--region: expected a region such as eu-central-1; got ${region ?? 'none'}`);
  }
  if (endpoint !== undefined) requireLoopback(endpoint);
  if (values.destroy && (values.suffix === undefined || endpoint !== undefined)) {
    throw new UsageError('--destroy needs --suffix, which names the stack, and goes to AWS: without --endpoint');
  }
  if (values.destroy && values.keep) throw new UsageError('--destroy and --keep contradict each other');
  const suffix = values.suffix ?? now.toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase();
  if (!SUFFIX.test(suffix)) {
    throw new UsageError(`--suffix: expected up to 31 of a-z, 0-9 and "-"; got ${JSON.stringify(suffix)}`);
  }
  return {
    account,
    region,
    endpoint,
    suffix,
    yes: values.yes,
    quick: values.quick,
    keep: values.keep,
    destroy: values.destroy,
    photos: whole('--photos', values.photos, 0, 500),
    minutes: whole('--minutes', values.minutes, 15, 360),
    report: values.report ?? `verify-aws-${suffix}.md`,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        account: { type: 'string' },
        region: { type: 'string' },
        yes: { type: 'boolean', default: false },
        suffix: { type: 'string' },
        photos: { type: 'string', default: '12' },
        quick: { type: 'boolean', default: false },
        minutes: { type: 'string', default: '90' },
        report: { type: 'string' },
        keep: { type: 'boolean', default: false },
        destroy: { type: 'boolean', default: false },
        endpoint: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** An endpoint elsewhere would be somebody's account after all, without any of the questions. */
function requireLoopback(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !LOOPBACK.includes(url.hostname)) {
    throw new UsageError(`--endpoint: expected a URL on this machine, such as http://127.0.0.1:4599; got ${endpoint}`);
  }
}

function whole(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${option}: expected a whole number from ${min} to ${max}; got ${JSON.stringify(text)}`);
  }
  return value;
}
