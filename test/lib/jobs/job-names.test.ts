import { isContractName } from '@batchwright/model/contract';
import { COMPUTE_KINDS, isResourceName } from '@batchwright/model/service';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { definitionName, definitionPrefix } from '../../../lib/src/jobs/job-names';

const contractName = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,20}){0,2}$/).filter(isContractName);
const platform = (stack: Stack, id = 'Platform') => new Construct(stack, id);

test('every contract name makes a name that the service takes', () => {
  const at = platform(new Stack(new App(), 'Test'));
  const longest = 'a'.repeat(64);
  fc.assert(
    fc.property(
      fc.oneof(contractName, fc.constant(longest)),
      fc.oneof(contractName, fc.constant(longest)),
      fc.constantFrom(...COMPUTE_KINDS),
      (of, job, kind) => {
        const name = definitionName(definitionPrefix(of, at), job, kind);
        expect([name, isResourceName(name)]).toEqual([name, true]);
        expect(name.startsWith(definitionPrefix(of, at))).toBe(true);
      },
    ),
  );
});

test('two jobs or kinds never share a name', () => {
  fc.assert(
    fc.property(
      fc.tuple(contractName, fc.constantFrom(...COMPUTE_KINDS)),
      fc.tuple(contractName, fc.constantFrom(...COMPUTE_KINDS)),
      (one, other) => {
        const same = definitionName('p-', ...one) === definitionName('p-', ...other);
        expect(same).toBe(one[0] === other[0] && one[1] === other[1]);
      },
    ),
  );
});

test('two platforms of one name have different prefixes, by stack name and by path', () => {
  const app = new App();
  const first = new Stack(app, 'One');
  const renamed = new Stack(new App(), 'One', { stackName: 'renamed' });
  const prefixes = [
    definitionPrefix('photos', platform(first)),
    definitionPrefix('photos', platform(first, 'Second')),
    definitionPrefix('photos', platform(new Stack(app, 'Two'))),
    definitionPrefix('photos', platform(renamed)),
    definitionPrefix('photos', platform(new NestedStack(first, 'Nested') as Stack)),
  ];
  expect(new Set(prefixes).size).toBe(prefixes.length);
});

test('a prefix is the same in every synthesis, inside a nested stack too', () => {
  const prefix = () => definitionPrefix('photos', platform(new NestedStack(new Stack(new App(), 'One'), 'Nested')));
  expect(prefix()).toBe(prefix());
});
