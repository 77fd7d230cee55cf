import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assembleManifest,
  headParameter,
  jobParameter,
  type Manifest,
  manifestPath,
  parseManifest,
} from '@batchwright/model/contract';

/** Samples of every released version stay here for ever: a reader must keep taking them. */
const frozen = (name: string): string => readFileSync(join(__dirname, '..', 'frozen', name), 'utf8');

const { jobs, ...rest } = JSON.parse(frozen('manifest-1.json')) as Manifest;
const path = manifestPath('photos');
const parametersOf = ({ jobs: parts, ...head }: Manifest): Map<string, string> =>
  new Map([
    [headParameter(path), JSON.stringify({ ...head, batchwright: 'manifest-head' })],
    ...Object.entries(parts).map(([job, part]): [string, string] => [
      jobParameter(path, job),
      JSON.stringify({ batchwright: 'manifest-job', version: 1, job, ...part }),
    ]),
  ]);
const parameters = (): Map<string, string> => parametersOf({ ...rest, jobs });

test('the frozen manifest of format 1 is read', () => {
  const manifest = parseManifest(frozen('manifest-1.json'), 'manifest-1.json');
  expect(manifest.queues.urgent?.compute).toBe('EC2');
  expect(manifest.jobs.thumbnail?.definitions.EC2).toBe('photos-thumbnail-1a2b3c4d');
});

test('the frozen manifest of format 1 with forms is read, whole and from its parameters', () => {
  const text = frozen('manifest-1-forms.json');
  const whole = JSON.parse(text) as Manifest;
  const { render, solve } = parseManifest(text, 'manifest-1-forms.json').jobs;
  expect(render?.forms).toEqual({ MANAGED_INSTANCES: { ecs: 'worker' }, EKS: { eks: 'worker' } });
  expect(solve?.forms?.EC2).toEqual({ nodes: ['0:0', '1:3'] });
  expect(assembleManifest(path, parametersOf(whole))).toEqual(whole);
});

test.each([
  ['of a kind that is not known', { EC2: { swarm: 'x' } }],
  ['without the container', { EC2: { ecs: 7 } }],
  ['that is none', { EC2: null }],
])('parseManifest refuses a form %s', (_what, forms) => {
  const spoilt = { ...rest, jobs: { thumbnail: { ...jobs.thumbnail, forms } } };
  expect(() => parseManifest(JSON.stringify(spoilt), 'test')).toThrow(
    expect.objectContaining({ code: 'INVALID_FORMAT', message: expect.stringContaining('jobs.thumbnail.forms') }),
  );
});

test('a manifest put together from its parameters is the same as the whole one', () => {
  expect(assembleManifest(path, parameters())).toEqual(parseManifest(frozen('manifest-1.json'), 'test'));
});

test('fields that a later version adds are ignored', () => {
  expect(parseManifest(JSON.stringify({ ...rest, jobs, colour: 'blue' }), 'test').platform).toBe('photos');
});

test.each([
  [
    'no head',
    (all: Map<string, string>) => all.delete(headParameter(path)),
    'INVALID_FORMAT',
    /is the platform deployed/,
  ],
  [
    'a head that is no JSON',
    (all: Map<string, string>) => all.set(headParameter(path), '{'),
    'INVALID_FORMAT',
    /expected a manifest-head as JSON/,
  ],
  [
    'a job that is no JSON',
    (all: Map<string, string>) => all.set(jobParameter(path, 'thumbnail'), 'x'),
    'INVALID_FORMAT',
    /expected a manifest-job as JSON/,
  ],
  [
    'a newer job',
    (all: Map<string, string>) =>
      all.set(jobParameter(path, 'thumbnail'), '{"batchwright":"manifest-job","version":9}'),
    'NEWER_FORMAT',
    /update the @batchwright packages/,
  ],
])('assembleManifest refuses %s', (_what, spoil, code, message) => {
  const all = parameters();
  spoil(all);
  let thrown: unknown;
  try {
    assembleManifest(path, all);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code, message: expect.stringMatching(message) });
});

test.each(['platform', 'region', 'account', 'workspace', 'queues', 'jobs'])(
  'parseManifest refuses a manifest without %s',
  (field) => {
    const manifest = { ...rest, jobs, [field]: undefined };
    expect(() => parseManifest(JSON.stringify(manifest), 'here')).toThrow(`here: the manifest's "${field}" must be`);
  },
);

test.each([
  ['jobs.thumbnail.definitions', { jobs: { thumbnail: null } }],
  ['jobs.thumbnail.definitions and queues', { jobs: { thumbnail: { definitions: { EC2: 1 }, queues: [] } } }],
  ['jobs.thumbnail.definitions and queues', { jobs: { thumbnail: { definitions: {}, queues: [null] } } }],
  ['jobs.thumbnail.queues', { jobs: { thumbnail: { definitions: {}, queues: 'urgent' } } }],
  ['queues.urgent.arn', { queues: { urgent: { compute: 'EC2', arn: 5 } } }],
  ['queues.urgent.compute', { queues: { urgent: { arn: 'a' } } }],
  ['queues', { queues: [] }],
])('parseManifest refuses a manifest whose %s is spoilt', (field, spoilt) => {
  const manifest = { ...rest, jobs, ...spoilt };
  expect(() => parseManifest(JSON.stringify(manifest), 'here')).toThrow(`here: the manifest's "${field}" must be`);
});

test('a queue of format 1 says nothing of fair share, or that it has it', () => {
  expect(parseManifest(frozen('manifest-1.json'), 'test').queues.urgent).not.toHaveProperty('fairShare');
  const urgent = { ...rest.queues.urgent, fairShare: true };
  expect(parseManifest(JSON.stringify({ ...rest, jobs, queues: { urgent } }), 'test').queues.urgent).toEqual(urgent);
});
