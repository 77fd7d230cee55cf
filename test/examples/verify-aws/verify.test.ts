import { BatchClient } from '@aws-sdk/client-batch';
import fc from 'fast-check';
import { readArguments, type VerifyOptions } from '../../../scripts/verify-aws/arguments';
import type { Case } from '../../../scripts/verify-aws/cases';
import { cleanUp, planCleanup } from '../../../scripts/verify-aws/cleanup';
import type { Lab } from '../../../scripts/verify-aws/lab';
import { type Console, EXIT, type Site, verify } from '../../../scripts/verify-aws/verify';

const ACCOUNT = '111122223333';
const options = (...more: readonly string[]): VerifyOptions =>
  readArguments(
    ['--account', ACCOUNT, '--region', 'eu-central-1', '--suffix', 'x', ...more],
    new Date(),
  ) as VerifyOptions;

const caseOf = (id: string, look: Case['look']): Case => ({
  id,
  holds: `${id} holds`,
  standing: 'documented',
  jobs: 1,
  look,
});
const HELD = caseOf('held', async () => ({ as: true, saw: 'it' }));
const DIFFERENT = caseOf('different', async () => ({ as: false, saw: 'a | bar and <tag>' }));
const THROWS = caseOf('throws', () => Promise.reject(new TypeError('not served')));

/** An account cannot be had in a test: this one only writes down what it is asked for. */
function sandbox({ signal, ...more }: Partial<Site> & { readonly signal?: AbortSignal } = {}) {
  const asked: string[] = [];
  const said: string[] = [];
  const reports: string[] = [];
  const stop = signal ?? new AbortController().signal;
  const made = { definitions: new Set<string>(), jobs: new Set<string>() };
  const unused = (): never => {
    throw new Error('no case asks for it');
  };
  const lab: Lab = {
    batch: new BatchClient({ region: 'eu-central-1' }),
    queue: 'queue',
    signal: stop,
    made,
    definitionName: (what) => what,
    container: unused,
    submit: async (what) => {
      made.definitions.add(what);
      made.jobs.add(`${what}-id`);
      return `${what}-id`;
    },
    describe: unused,
    until: unused,
    ended: unused,
    lines: unused,
  };
  const write = <T>(what: string, answer: T): T => {
    asked.push(what);
    return answer;
  };
  const site: Site = {
    versions: { Batchwright: '1' },
    caller: async () => write('caller', { account: ACCOUNT, arn: 'arn' }),
    obstacles: async () => write('obstacles', []),
    deploy: async () => write('deploy', undefined),
    openLab: async () => write('lab', lab),
    sendPhotos: async (count) => write('photos', { photos: count, delivered: count, failures: [], contactSheet: true }),
    clean: async (step) => write(step, []),
    ...more,
  };
  const console: Console = {
    say: (line) => void said.push(line),
    ask: async () => write('ask', true),
    writeReport: async (_file, text) => void reports.push(text),
    now: () => new Date(0),
    signal: stop,
  };
  return { site, console, asked, said, reports };
}

const CLEANED = ['empty buckets', 'destroy stack', 'look what is left'];

test('verify names the place, looks for obstacles and asks, before it deploys; and destroys at the end', async () => {
  const { site, console, asked, said, reports } = sandbox();
  expect(await verify(options(), [HELD], site, console)).toBe(EXIT.held);
  expect(asked).toEqual(['caller', 'obstacles', 'ask', 'deploy', 'lab', 'photos', ...CLEANED]);
  expect(said[0]).toMatch(/^Account 111122223333, region eu-central-1/);
  expect(reports[0]).toContain('- cases: 1 as held, 0 different, 0 not answered');
});

test('verify does nothing when the answer is no', async () => {
  const { site, console, asked } = sandbox();
  const code = await verify(options(), [HELD], site, { ...console, ask: async () => false });
  expect(code).toBe(EXIT.usage);
  expect(asked).toEqual(['caller', 'obstacles']);
});

test('verify does nothing where something stands in the way, or the credentials are of another account', async () => {
  const blocked = sandbox({ obstacles: async () => ['Docker does not run'] });
  await expect(verify(options('--yes'), [HELD], blocked.site, blocked.console)).rejects.toThrow('Docker does not run');
  const other = sandbox({ caller: async () => ({ account: '999988887777', arn: 'arn' }) });
  await expect(verify(options('--yes'), [HELD], other.site, other.console)).rejects.toThrow('of account 999988887777');
  expect([...blocked.asked, ...other.asked]).toEqual(['caller']);
});

test('verify writes down what differs and what was not answered, differences first', async () => {
  const { site, console, reports } = sandbox();
  expect(await verify(options('--yes'), [HELD, THROWS, DIFFERENT], site, console)).toBe(EXIT.different);
  const headings = reports[0]!.match(/^## .*$/gm);
  expect(headings).toEqual(['## Differences', '## Not answered', '## Photos', '## As held']);
  expect(reports[0]).toContain('| different | different holds | documented | a \\| bar and &lt;tag> |');
  expect(reports[0]).toContain('TypeError: not served');
});

test('verify destroys also what a failed deployment left, and says why it ended', async () => {
  const { site, console, asked, reports } = sandbox({ deploy: () => Promise.reject(new Error('no more addresses')) });
  expect(await verify(options('--yes'), [HELD], site, console)).toBe(EXIT.failed);
  expect(asked).toEqual(['caller', 'obstacles', ...CLEANED]);
  expect(reports[0]).toContain('**Ended early:** no more addresses');
});

test('verify ends the jobs and deregisters the definitions of a case, before it destroys, also when it is stopped', async () => {
  const stop = new AbortController();
  const { site, console, asked, reports } = sandbox({ signal: stop.signal });
  const stopping = caseOf('stopping', async (lab) => {
    await lab.submit('long', []);
    stop.abort(new Error('stopped by SIGINT'));
    throw stop.signal.reason;
  });
  expect(await verify(options('--yes'), [HELD, stopping], site, console)).toBe(EXIT.interrupted);
  expect(asked.slice(asked.indexOf('lab') + 1)).toEqual(['end jobs', 'deregister definitions', ...CLEANED]);
  expect(reports[0]).toContain('stopped by SIGINT');
});

test('verify says what is left behind, and fails', async () => {
  const { site, console, said, reports } = sandbox({
    clean: async (step) => (step === 'look what is left' ? ['stack BatchwrightVerify-x is DELETE_FAILED'] : []),
  });
  expect(await verify(options('--yes'), [HELD], site, console)).toBe(EXIT.failed);
  expect(said).toContain('Left behind: stack BatchwrightVerify-x is DELETE_FAILED');
  expect(reports[0]).toContain('## Left behind');
});

test('verify leaves the stack when it is told to keep it, and only destroys when it is told to', async () => {
  const kept = sandbox();
  await verify(options('--yes', '--keep'), [HELD], kept.site, kept.console);
  expect(kept.asked).toEqual(['caller', 'obstacles', 'deploy', 'lab', 'photos']);
  const gone = sandbox();
  await verify(options('--destroy'), [HELD], gone.site, gone.console);
  expect(gone.asked).toEqual(['caller', 'ask', ...CLEANED]);
});

test('planCleanup ends jobs first and looks at what is left last, and never touches a stack that it keeps', () => {
  const names = fc.array(fc.string());
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), names, names, (stack, keep, definitions, jobs) => {
      const steps = planCleanup({ stack, definitions, jobs }, keep);
      expect(steps.includes('end jobs')).toBe(jobs.length > 0);
      expect(steps.indexOf('end jobs')).toBeLessThanOrEqual(0);
      expect(steps.includes('deregister definitions')).toBe(definitions.length > 0);
      expect(steps.filter((step) => CLEANED.includes(step))).toEqual(stack && !keep ? CLEANED : []);
    }),
  );
});

test('cleanUp takes every step, also after one that failed', async () => {
  const taken: string[] = [];
  const left = await cleanUp(
    ['end jobs', 'destroy stack'],
    async (step) => {
      taken.push(step);
      throw new Error('throttled');
    },
    () => undefined,
  );
  expect(taken).toEqual(['end jobs', 'destroy stack']);
  expect(left).toEqual(['end jobs: throttled', 'destroy stack: throttled']);
});
