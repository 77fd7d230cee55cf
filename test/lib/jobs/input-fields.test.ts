import { BatchPlatform, Compute, defineJob, definePlatform, type Schema, unchecked } from '@batchwright/cdk';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { inputFields } from '../../../lib/src/jobs/input-fields';
import { emptyStack, jobProps, refusal } from '../fixture';

const described = z.object({ sample: z.string(), depth: z.number().default(30) });

/** A platform that leaves its jobs open. */
function open() {
  const at = emptyStack();
  const platform = new BatchPlatform(at.stack, 'Open', {
    platform: definePlatform('open', { queues: ['all'] }),
    vpc: at.vpc,
    compute: { spot: Compute.spot({ maxvCpus: 64 }) },
    queues: { all: { priority: 1, compute: ['spot'] } },
  });
  const add = (name: string, input: Schema<unknown, unknown>, command: string[], parameters?: Record<string, string>) =>
    platform.addJob(defineJob(name, { input: input as Schema<string, string> }), {
      ...jobProps(),
      queues: ['all'],
      command,
      ...(parameters === undefined ? {} : { parameters }),
    });
  const annotations = () => Annotations.fromStack(at.stack);
  return { add, annotations };
}

test('fields are those that a submitter gives, before transforms', () => {
  expect(inputFields(described)).toEqual(['sample', 'depth']);
  const transformed = z.object({ at: z.iso.datetime().transform((text) => new Date(text)) });
  expect(inputFields(transformed)).toEqual(['at']);
});

test('fields are unknown of a schema without JSON Schema, or that has none', () => {
  expect(inputFields(unchecked<string>())).toBeUndefined();
  expect(inputFields(z.object({ at: z.date() }))).toBeUndefined();
});

test('refuses a reference to a field of the input, which no submission fills in', () => {
  const { add } = open();
  expect(refusal(() => add('align', described, ['bwa', 'Ref::sample']))).toMatchObject({
    code: 'INVALID_PARAMETER',
    path: 'Test/Open/Jobs/align',
    message: expect.stringContaining("Ref::sample, a field of the job's input; the service fills in parameters only"),
  });
});

test('refuses a reference that is neither field nor parameter', () => {
  const { add } = open();
  expect(refusal(() => add('align', described, ['bwa', 'Ref::smaple'], { sample: 'a' })).code).toBe(
    'MISSING_PARAMETER',
  );
});

test('warns of a parameter that looks like the input', () => {
  const { add, annotations } = open();
  add('align', described, ['bwa', 'Ref::sample', 'Ref::genome'], { sample: 'a', genome: 'hg38' });
  annotations().hasWarning('/Test/Open/Jobs/align', Match.stringLikeRegexp('Ref::sample.*PARAMETER_NAMED_AS_INPUT'));
});

test('says nothing of parameters that are not in the input', () => {
  const { add, annotations } = open();
  add('align', described, ['bwa', 'Ref::genome'], { genome: 'hg38' });
  annotations().hasNoWarning('/Test/Open/Jobs/align', Match.anyValue());
  annotations().hasNoInfo('/Test/Open/Jobs/align', Match.anyValue());
});

test('says once for an app that it cannot compare with the input', () => {
  const { add, annotations } = open();
  const info = Match.stringLikeRegexp('INPUT_NOT_DESCRIBED');
  for (const name of ['align', 'sort', 'index'])
    add(name, unchecked<string>(), ['run', 'Ref::genome'], { genome: 'hg38' });
  expect(annotations().findInfo('*', info)).toHaveLength(1);
  annotations().hasInfo('/Test/Open/Jobs/align', info);
});
