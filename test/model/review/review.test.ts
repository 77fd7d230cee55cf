import { isSafe, PHYSICAL_NAMES, REPLACING, renderReview, review } from '@batchwright/model/review';
import type { Json } from '@batchwright/model/template';
import fc from 'fast-check';
import { definition, ec2, fargate, queue, type Resources, resource, stack } from './templates';

/** Resources of all kinds, with values that rules look at. */
const resources: fc.Arbitrary<Resources> = fc.dictionary(
  fc.constantFrom('Compute', 'Other', 'Queue', 'Job', 'Policy', 'Bucket', 'Group'),
  fc.oneof(
    fc
      .record({
        MaxvCpus: fc.nat(64),
        Type: fc.constantFrom('EC2', 'SPOT'),
        Tags: fc.constantFrom<Record<string, string>>({}, { a: 'b' }),
      })
      .map((compute) => ec2(compute)),
    fc.record({ MaxvCpus: fc.nat(64) }).map((compute) => fargate(compute)),
    fc.record({ Priority: fc.nat(9) }).map((more) => queue(more)),
    fc.constantFrom(60, 7200, undefined).map((seconds) => definition(seconds)),
    fc.constantFrom('Allow', 'Deny').map((Effect) =>
      resource('AWS::IAM::Policy', {
        Roles: ['worker'],
        PolicyDocument: { Statement: { Effect, Action: 's3:*', Resource: { Ref: 'Bucket' } } },
      }),
    ),
    fc
      .constantFrom<Record<string, string>>({}, { BucketName: 'b' })
      .map((properties) => resource('AWS::S3::Bucket', properties)),
    fc.constant(resource('AWS::EC2::SecurityGroup', {})),
  ),
);

/** The same value with the keys of every object in another order. */
function reordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reordered(item as Json)]),
  );
}

test('a template against itself has nothing to review, in whatever order its keys stand', () => {
  fc.assert(
    fc.property(resources, (template) => {
      const found = review(stack(template), stack(reordered(template) as Resources));
      expect(found).toMatchObject({ changes: [], hazards: [], permissions: [], openings: [] });
      expect(found.capacity.before).toEqual(found.capacity.after);
      expect(renderReview(found)).toContain('Nothing changes.');
    }),
  );
});

test('what one way adds, the other way removes', () => {
  fc.assert(
    fc.property(resources, resources, (one, other) => {
      const kinds = (before: Resources, after: Resources, kind: string): string[] =>
        review(stack(before), stack(after))
          .changes.filter((change) => change.kind === kind)
          .map((change) => (change.kind === 'removed' ? change.before : change.after).logicalId);
      expect(kinds(one, other, 'added')).toEqual(kinds(other, one, 'removed'));
      expect(kinds(one, other, 'changed')).toEqual(kinds(other, one, 'changed'));
    }),
  );
});

test('a first deployment breaks nothing that runs', () => {
  fc.assert(
    fc.property(resources, (template) => {
      const rules = review([], stack(template)).hazards.map(({ rule }) => rule);
      expect(rules.filter((rule) => rule !== 'OPEN_TO_ALL')).toEqual([]);
    }),
  );
});

test('a review does not depend on the order of resources', () => {
  fc.assert(
    fc.property(resources, resources, (one, other) => {
      const text = (before: Resources, after: Resources): string => renderReview(review(stack(before), stack(after)));
      expect(text(reordered(one) as Resources, reordered(other) as Resources)).toBe(text(one, other));
    }),
  );
});

describe('acknowledgements', () => {
  const [before, after] = [stack({ Queue: queue() }), stack({})];
  const id = 'QUEUE_REMOVED:App/Queue';

  test('a hazard is open until somebody says why it is meant', () => {
    expect(isSafe(review(before, after))).toBe(false);
    const found = review(before, after, { acknowledgements: [{ id, reason: 'empty since May' }] });
    expect(isSafe(found)).toBe(true);
    expect(renderReview(found)).toContain('Reason: empty since May');
  });

  test('an acknowledgement of nothing is told, because it would hide the next hazard', () => {
    const acknowledgements = [{ id, reason: 'empty since May' }];
    expect(review(after, after, { acknowledgements }).unused).toEqual(acknowledgements);
    expect(isSafe(review(before, after, { acknowledgements: [{ id: 'QUEUE_REMOVED:App/Other', reason: 'x' }] }))).toBe(
      false,
    );
  });
});

describe('the worst case of a month', () => {
  const prices = {
    region: 'eu-west-1',
    date: '2026-11-20',
    currency: 'USD',
    instances: { 'm7i.large': { vcpus: 2, hourly: 0.1 }, 'm7i.xlarge': { vcpus: 4, hourly: 0.24 } },
    fargate: { x86_64: { vcpu: 0.04, gib: 0.005 } },
  };
  const capacity = (compute: Json) => review([], stack({ Compute: compute }), { prices }).capacity.after[0];

  test('vCPU-hours are those of the maximum, instance-hours those of the smallest instances', () => {
    expect(capacity(ec2({ MaxvCpus: 64, MinvCpus: 4 }))).toMatchObject({
      vcpuHours: 64 * 730,
      heldVcpuHours: 4 * 730,
      instanceHours: 32 * 730,
    });
    expect(capacity(ec2({ MaxvCpus: 64, InstanceTypes: ['default_arm64'] }))).toMatchObject({
      instanceHours: 64 * 730,
    });
    expect(capacity(ec2({ MaxvCpus: 64, InstanceTypes: ['m7i.4xlarge'] }))).toMatchObject({ instanceHours: 4 * 730 });
    expect(capacity(fargate())?.instanceHours).toBeUndefined();
  });

  test('money is that of the dearest vCPU, and a bid lowers it', () => {
    expect(capacity(ec2({ MaxvCpus: 10, InstanceTypes: ['m7i'] }))?.cost).toEqual({ amount: 10 * 730 * 0.06 });
    expect(
      capacity(ec2({ Type: 'SPOT', BidPercentage: 50, MaxvCpus: 10, InstanceTypes: ['m7i.large'] }))?.cost,
    ).toEqual({
      amount: 10 * 730 * 0.05 * 0.5,
    });
    expect(capacity(fargate({ MaxvCpus: 10 }))?.cost).toEqual({ amount: expect.closeTo(10 * 730 * 0.08) });
  });

  test('a family without a price is named instead of counted as nothing', () => {
    expect(capacity(ec2({ InstanceTypes: ['m7i', 'g6'] }))?.cost).toEqual({ unpriced: 'no price of g6' });
  });

  test('amounts are printed with the day of their prices, and not at all without prices', () => {
    const [before, after] = [
      stack({ Compute: ec2({ InstanceTypes: ['m7i'] }) }),
      stack({ Compute: ec2({ InstanceTypes: ['m7i'], MaxvCpus: 32 }) }),
    ];
    expect(renderReview(review(before, after, { prices }))).toMatch(/USD 701 to \*\*USD 1,402\*\*[\s\S]*2026-11-20/);
    expect(renderReview(review(before, after))).not.toContain('USD');
  });

  test('a maximum that only the deployment knows is said to be unknown', () => {
    expect(capacity(ec2({ MaxvCpus: { Ref: 'Most' } }))).toMatchObject({ maxvCpus: undefined, cost: undefined });
  });
});

test('a value ends no cell of a table and is no markup', () => {
  const text = renderReview(
    review(
      stack({ Role: resource('AWS::IAM::User', { Policies: [] }) }),
      stack({
        Role: resource('AWS::IAM::User', {
          Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: 'a`|b', Resource: 'x|y\n## z' } } }],
        }),
      }),
    ),
  );
  expect(text).toContain("| `App/Role` | `a'\\|b` | `x\\|y ## z` | new |");
});

test('every type with a physical name is one whose replacement is known', () => {
  expect(
    Object.keys(PHYSICAL_NAMES).filter((type) => !REPLACING[type]?.split(' ').includes(PHYSICAL_NAMES[type] ?? '')),
  ).toEqual([]);
});

test('a bar is a bar in a sentence, and what is mathematics or an entity elsewhere is not', () => {
  const group = (what: string): Resources => ({
    Group: resource('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [],
      SecurityGroupIngress: [{ IpProtocol: what, CidrIp: '10.0.0.0/16' }],
      GroupDescription: 'a|b',
    }),
  });
  const text = renderReview(review(stack({}), stack(group('$a$&lt;~'))));
  expect(text).toContain('in: \\$a\\$\\&lt;\\~ from 10.0.0.0/16');
  const changed = renderReview(
    review(
      stack(group('tcp')),
      stack({ Group: resource('AWS::EC2::SecurityGroup', { SecurityGroupEgress: [], GroupDescription: '' }) }),
    ),
  );
  expect(changed).toContain('`GroupDescription`: `a|b` to (empty) (replaces it)');
});

test('of a list is told what came and what went', () => {
  const role = (...ManagedPolicyArns: Json[]): Resources => ({
    Role: resource('AWS::IAM::Role', { ManagedPolicyArns }),
  });
  const text = renderReview(review(stack(role('arn:a', 'arn:b')), stack(role('arn:b', { Ref: 'C' }, 'arn:d'))));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as CloudFormation writes it
  expect(text).toContain('`ManagedPolicyArns`: plus `${C}`, plus `arn:d`, minus `arn:a` (in place)');
});

test('hazards are told rule by rule, the open and the worst first, and long lists are folded', () => {
  const before = { Queue: queue(), Table: resource('AWS::DynamoDB::Table', {}), Role: resource('AWS::IAM::Role', {}) };
  const after = Object.fromEntries(
    [...Array(11).keys()].map((index) => [`Topic${index}`, resource('AWS::SNS::Topic', {})]),
  );
  const role = resource('AWS::IAM::User', {});
  const text = renderReview(
    review(stack(before), stack({ ...after, Role: role }), {
      acknowledgements: [{ id: 'DATA_LOST:App/Table', reason: 'copied' }],
    }),
  );
  const order = [...text.matchAll(/^ {2}- \**(\w+)\** `(\w+):/gm)].map(([, state, rule]) => `${state} ${rule}`);
  expect(order).toEqual(['open QUEUE_REMOVED', 'open TYPE_CHANGED', 'acknowledged DATA_LOST']);
  expect(text).toContain('11 added, 1 changed, 2 removed. **2 open hazards.**');
  expect(text).toContain('<details><summary>11 resources</summary>\n\n- AWS::SNS::Topic');
});

test('of two long texts the part is told in which they differ', () => {
  const parameter = (end: string): Resources => ({
    Head: resource('AWS::SSM::Parameter', { Value: `${'same '.repeat(100)}${end}${' and so on'.repeat(100)}` }),
  });
  const text = renderReview(review(stack(parameter('sixteen')), stack(parameter('seventeen'))));
  expect(text).toMatch(/`Value`: `\.\.\.[same ]+ sixteen.*\.\.\.` to `\.\.\.[same ]+ seventeen.*\.\.\.` \(in place\)/);
});
