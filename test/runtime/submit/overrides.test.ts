import { ENV } from '@batchwright/runtime/contract';
import fc from 'fast-check';
import { overridesOf } from '../../../runtime/src/submit/overrides';
import { submitRequest } from '../../../runtime/src/submit/request';

const place = { queue: 'arn:queue', definition: 'definition', compute: 'EC2' } as const;
const environment = [{ name: ENV.INPUT, value: '{}' }];

test.each([
  ['one container', undefined, { containerOverrides: { environment } }],
  [
    'several containers',
    { ecs: 'worker' },
    { ecsPropertiesOverride: { taskProperties: [{ containers: [{ name: 'worker', environment }] }] } },
  ],
  [
    'a pod',
    { eks: 'worker' },
    { eksPropertiesOverride: { podProperties: { containers: [{ name: 'worker', env: environment }] } } },
  ],
  [
    'several nodes',
    { nodes: ['0:0', '1:'] },
    {
      nodeOverrides: {
        nodePropertyOverrides: [
          { targetNodes: '0:0', containerOverrides: { environment } },
          { targetNodes: '1:', containerOverrides: { environment } },
        ],
      },
    },
  ],
])('a submission to a definition of %s puts the input where its worker reads it', (_what, form, overrides) => {
  expect(JSON.parse(JSON.stringify(submitRequest('n', { ...place, form }, { inline: '{}' }, 1, [], {})))).toEqual({
    jobName: 'n',
    jobQueue: 'arn:queue',
    jobDefinition: 'definition',
    ...overrides,
  });
});

test('each range of nodes is overridden once, under the name that the definition has for it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^\d{1,3}:(\d{1,3})?$/), { minLength: 1, maxLength: 5 }), (nodes) => {
      const targets = overridesOf({ nodes }, environment).nodeOverrides?.nodePropertyOverrides;
      expect(targets?.map(({ targetNodes }) => targetNodes)).toEqual(nodes);
    }),
  );
});
