import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatPlan, type Plan, parsePlan } from '@batchwright/model/plan';

const frozen = readFileSync(join(__dirname, '..', 'frozen', 'plan-1.json'), 'utf8');

test('the frozen plan of format 1 is read', () => {
  const plan = parsePlan(frozen, 'plan-1.json');
  expect(plan.steps.map(({ name, size }) => [name, size]).slice(0, 4)).toEqual([
    ['prepare', undefined],
    ['simulate', 2],
    ['convert', 2],
    ['check-0', undefined],
  ]);
  expect(plan.submissions.filter(({ relay }) => relay)).toHaveLength(1);
  expect(plan.needsClient).toMatchObject([{ step: 1, code: 'TOLERATES_FAILURES' }]);
  expect(parsePlan(formatPlan(plan), 'again')).toEqual(plan);
});

test('fields that this version does not know are left alone', () => {
  const later = { ...(JSON.parse(frozen) as object), colour: 'blue' };
  expect(parsePlan(JSON.stringify(later), 'later.json')).toHaveProperty('colour', 'blue');
});

test.each<[string, (plan: Plan) => object, RegExp]>([
  ['a newer one', (plan) => ({ ...plan, version: 2 }), /later.json: the plan has format version 2/],
  ['another shape', (plan) => ({ ...plan, batchwright: 'manifest' }), /expected an object with "batchwright": "plan"/],
  ['one without steps', (plan) => ({ ...plan, steps: undefined }), /"steps" must be a list/],
  ['one without a flow', (plan) => ({ ...plan, flow: 7 }), /"flow" must be a text/],
  ['a step without a name', (plan) => ({ ...plan, steps: [{ job: 'a' }] }), /step 0 .* must have a name and a job/],
  ['a step behind none', (plan) => ({ ...plan, steps: [{ ...plan.steps[0], each: 99 }] }), /names what is not there/],
  [
    'a submission that depends on a later one',
    (plan) => ({ ...plan, submissions: [{ ...plan.submissions[0], after: [0] }] }),
    /submission 0 .* not before it/,
  ],
  ['a submission without steps', (plan) => ({ ...plan, submissions: [{ name: 'a', job: 'b' }] }), /submission 0/],
])('a plan that is spoilt is refused: %s', (_what, spoil, message) => {
  const spoilt = JSON.stringify(spoil(JSON.parse(frozen) as Plan));
  expect(() => parsePlan(spoilt, 'later.json')).toThrow(message);
});
