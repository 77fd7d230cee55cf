import type { StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { everything } from '../everything';

const account = '111122223333';

/** Every text of a value, with the keys that lead to it; principals are the CDK's to name. */
function* texts(value: unknown, path: readonly string[] = []): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [path.join('.'), value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* texts(part, [...path, key]);
}

/** Principals of services have one name in all partitions; where EC2 is passed a role, it has that of the partition. */
const withoutPrincipals = (path: string, text: string): string =>
  /\.Principal(\.Service(\.\d+)?)?$/.test(path)
    ? ''
    : text.replaceAll(/\b(events|delivery\.logs|sagemaker)\.amazonaws\.com\b/g, '');

test.each<[string, StackProps]>([
  ['China', { env: { account, region: 'cn-north-1' } }],
  ['GovCloud', { env: { account, region: 'us-gov-west-1' } }],
  ['a region that the deployment knows', {}],
])('a platform with everything fits %s', (_where, props) => {
  const template = Template.fromStack(everything(props)).toJSON();
  const found = [...texts(template.Resources)];
  expect(found.filter(([, text]) => /arn:aws:/.test(text))).toEqual([]);
  expect(found.filter(([path, text]) => /amazonaws\.com(?!\.cn)/.test(withoutPrincipals(path, text)))).toEqual([]);
  expect(found.length).toBeGreaterThan(500);
});
