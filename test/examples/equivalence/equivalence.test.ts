import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BatchwrightStack } from '../../../bench/platform/batchwright-stack';
import { BEHAVIOURS, lacking } from '../../../bench/platform/equivalence';
import { L2Stack } from '../../../bench/platform/l2-stack';
import { NetworkStack } from '../../../bench/platform/network';

const flags = require('../../../cdk.json').context;

function templateOf(Platform: typeof BatchwrightStack | typeof L2Stack): Record<string, unknown> {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const app = new App({ context: flags });
  const { vpc } = new NetworkStack(app, 'Network', { env });
  return Template.fromStack(new Platform(app, 'Batch', { env, vpc, email: 'oncall@example.com' })).toJSON();
}

describe('the compared platforms', () => {
  const ours = templateOf(BatchwrightStack);
  const l2 = templateOf(L2Stack);

  it('behave alike, built with Batchwright and with aws-cdk-lib alone', () => {
    expect({ ours: lacking(ours), l2: lacking(l2) }).toEqual({ ours: [], l2: [] });
  });

  it('are told apart from worse ones: each behaviour is missed when some part of either template is left out', () => {
    const missed = new Set([ours, l2].flatMap((template) => withoutOnePart(template).flatMap(lacking)));
    expect(BEHAVIOURS.map(({ name }) => name).filter((name) => !missed.has(name))).toEqual([]);
  });
});

/** The template as often as it has parts, each time without one: a resource, a property, or a property of that. */
function withoutOnePart(template: Record<string, unknown>): readonly Record<string, unknown>[] {
  const broken: Record<string, unknown>[] = [];
  const visit = (path: readonly string[], value: unknown): void => {
    if (path.length > 1) broken.push(without(template, path));
    // Resources, their properties, and three levels below: deep enough for a statement of a policy.
    if (typeof value !== 'object' || value === null || path.length >= 6) return;
    for (const [key, inner] of Object.entries(value)) visit([...path, key], inner);
  };
  visit(['Resources'], template.Resources);
  return broken;
}

function without<Value>(value: Value, [first, ...rest]: readonly string[]): Value {
  if (first === undefined) return value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (rest.length === 0) delete copy[first];
  else copy[first] = without(copy[first], rest);
  return copy as Value;
}
