import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { CfnJobDefinition } from 'aws-cdk-lib/aws-batch';
import { Preflight } from 'cdk-preflight';
import { everything } from '../everything';
import { everythingGiven } from '../everything-given';
import { COMPUTE_ATTEMPTS } from './compute-attempts';
import { FORM_ATTEMPTS } from './form-attempts';
import { JOB_ATTEMPTS } from './job-attempts';
import { QUEUE_ATTEMPTS } from './queue-attempts';
import { SERVICE_ATTEMPTS } from './service-attempts';
import { ALWAYS_RIGHT, NEVER_WRITTEN, NOT_COMPILED } from './unsayable';

/*
 * The rules of cdk-preflight about AWS Batch were measured on the service. Each of them is either refused by the constructs
 * before there is a template (the attempts of `api-invariants.test.ts` say which), or about what nobody can say.
 */

const refused = [COMPUTE_ATTEMPTS, FORM_ATTEMPTS, JOB_ATTEMPTS, QUEUE_ATTEMPTS, SERVICE_ATTEMPTS]
  .flat()
  .flatMap(({ rules }) => rules);

test('each rule about Batch is refused, or about what nobody can say', () => {
  const rules = Preflight.ruleIds().flatMap((id) => (id.startsWith('pf-batch-') ? [id.replace('pf-batch-', '')] : []));
  expect(rules.length).toBeGreaterThanOrEqual(183);
  const told = [...new Set(refused), ...Object.keys(NEVER_WRITTEN), ...NOT_COMPILED, ...Object.keys(ALWAYS_RIGHT)];
  expect(told.toSorted()).toEqual(rules.toSorted());
});

test('what the compiler refuses stands in a test of types', () => {
  const lines = readFileSync(join(__dirname, '../../types/lib/impossible.ts'), 'utf8');
  expect([...lines.matchAll(/@ts-expect-error ([a-z\d-]+):/g)].map(([, rule]) => rule).toSorted()).toEqual(
    expect.arrayContaining([...NOT_COMPILED]),
  );
});

interface Resource {
  readonly Type: string;
  readonly Properties?: object;
}

/** Keys of all properties of Batch resources, those below lists and objects too. */
function* keys(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, below] of Object.entries(value)) {
    if (!Array.isArray(value)) yield key;
    yield* keys(below);
  }
}

const before = process.env.CDK_VALIDATION;
let printed: jest.SpyInstance;
beforeAll(() => {
  // Where the validator prints what it finds.
  printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  delete process.env.CDK_VALIDATION;
});
afterAll(() => {
  printed.mockRestore();
  process.env.CDK_VALIDATION = before;
});

/** The template of a stack, and what the rules say about it. */
function checked(stack: Stack) {
  const app = stack.node.root as App;
  Preflight.apply(app, { enforce: false });
  const { directory } = app.synth();
  try {
    const read = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
    const found = read('validation-report.json').pluginReports.flatMap(
      ({ violations }: { readonly violations: readonly { readonly ruleName: string }[] }) =>
        violations.map(({ ruleName }) => ruleName),
    );
    return { found, resources: Object.values<Resource>(read(stack.templateFile).Resources) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe.each<[string, () => Stack]>([
  ['everything', everything],
  ['what is given and tuned', everythingGiven],
])('a stack with %s', (_what, make) => {
  let result: ReturnType<typeof checked>;
  beforeAll(() => {
    result = checked(make());
  });

  test('violates no rule', () => {
    expect(result.found).toEqual([]);
  });

  test('has none of the properties that are never written', () => {
    const batch = result.resources.filter(({ Type }) => Type.startsWith('AWS::Batch::'));
    expect(batch.length).toBeGreaterThan(10);
    const written = new Set(batch.flatMap(({ Properties }) => [...keys(Properties)]));
    expect(Object.values(NEVER_WRITTEN).filter((key) => written.has(key))).toEqual([]);
    const policies = batch.filter(({ Type }) => Type === 'AWS::Batch::SchedulingPolicy');
    for (const { Properties } of policies) expect(Properties).not.toHaveProperty('Name');
  });
});

test('the rules are on', () => {
  const stack = new Stack();
  new CfnJobDefinition(stack, 'Wrong', { type: 'container', timeout: { attemptDurationSeconds: 5 } });
  expect(checked(stack).found).toContain('pf-batch-timeout-minimum');
});
