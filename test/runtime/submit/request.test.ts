import { retryRules } from '@batchwright/model/contract';
import { COMPUTE_KINDS, LIMITS, retryProblems } from '@batchwright/model/service';
import { ENV } from '@batchwright/runtime/contract';
import fc from 'fast-check';
import {
  checkSettings,
  environmentOf,
  INLINE_LIMIT,
  inlineBytes,
  submitRequest,
} from '../../../runtime/src/submit/request';

const place = { queue: 'arn:queue', definition: 'definition', compute: 'EC2' } as const;

test('a plain job is a request without array, dependencies or overrides that nobody asked for', () => {
  const request = submitRequest('name', place, { inline: '{}' }, 1, [], {});
  expect(JSON.parse(JSON.stringify(request))).toEqual({
    jobName: 'name',
    jobQueue: 'arn:queue',
    jobDefinition: 'definition',
    containerOverrides: { environment: [{ name: ENV.INPUT, value: '{}' }] },
  });
});

test('options become the members of the service', () => {
  const options = { attempts: 3, timeout: 90, tags: { a: 'b' }, priority: 7, shareIdentifier: 'blue' };
  const wire = { uri: 's3://b/items.jsonl', offset: 5000 };
  expect(submitRequest('name', place, wire, 5000, [{ jobId: 'x' }], options)).toMatchObject({
    arrayProperties: { size: 5000 },
    dependsOn: [{ jobId: 'x' }],
    retryStrategy: { attempts: 3, evaluateOnExit: retryRules('EC2') },
    timeout: { attemptDurationSeconds: 90 },
    tags: { a: 'b' },
    schedulingPriorityOverride: 7,
    shareIdentifier: 'blue',
    containerOverrides: {
      environment: [
        { name: ENV.INPUT_URI, value: 's3://b/items.jsonl' },
        { name: ENV.INDEX_OFFSET, value: '5000' },
      ],
    },
  });
});

test.each(COMPUTE_KINDS)('attempts come with the rules for %s, which the service would drop', (compute) => {
  const { retryStrategy } = submitRequest('name', { ...place, compute }, { inline: '{}' }, 1, [], { attempts: 10 });
  expect(retryStrategy).toEqual({ attempts: 10, evaluateOnExit: retryRules(compute) });
  expect(retryProblems(10, retryRules(compute))).toEqual([]);
});

test('an input that is sent inline leaves room for what Batch adds to the overrides', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const characters = JSON.stringify(environmentOf({ inline: json })).length;
      expect(inlineBytes(json)).toBeGreaterThanOrEqual(characters);
      if (inlineBytes(json) <= INLINE_LIMIT) {
        expect(characters + LIMITS.overrideReserve).toBeLessThanOrEqual(LIMITS.overrideCharacters);
      }
    }),
  );
});

test('quotes count as they are sent: escaped', () => {
  expect(inlineBytes('""""')).toBe(inlineBytes('aaaa') + 4);
});

test('a submission has the tags of its platform, behind its own', () => {
  const tagged = { ...place, tags: { team: 'genomics', project: 'p-7' } };
  const tagsOf = (tags?: Readonly<Record<string, string>>, at = tagged) =>
    submitRequest('name', at, { inline: '{}' }, 1, [], { tags }).tags;
  expect(tagsOf()).toEqual({ team: 'genomics', project: 'p-7' });
  expect(tagsOf({ team: 'drug', run: '1' })).toEqual({ team: 'drug', project: 'p-7', run: '1' });
  expect(submitRequest('name', place, { inline: '{}' }, 1, [], {}).tags).toBeUndefined();
});

const { attempts, timeoutSeconds, tags } = LIMITS;
test.each([
  ['attempts', { attempts: attempts.min - 1 }],
  ['attempts', { attempts: attempts.max + 1 }],
  ['attempts', { attempts: 1.5 }],
  ['timeout', { timeout: timeoutSeconds.min - 1 }],
  ['timeout', { timeout: Number.POSITIVE_INFINITY }],
  ['tags', { tags: Object.fromEntries(Array.from({ length: tags.count + 1 }, (_, i) => [`t${i}`, ''])) }],
])('refuses %s out of range', (option, settings) => {
  expect(() => checkSettings(settings)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', option }));
});

test('takes settings at the ends of their ranges', () => {
  for (const settings of [{ attempts: attempts.min }, { attempts: attempts.max }, { timeout: timeoutSeconds.min }]) {
    expect(() => checkSettings(settings)).not.toThrow();
  }
});

test('refuses a request that is larger than the service takes', () => {
  const many = Object.fromEntries(Array.from({ length: tags.count }, (_, i) => [`t${i}`, '\u{1F4F7}'.repeat(200)]));
  expect(() => submitRequest('name', place, { inline: '{}' }, 1, [], { tags: many })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', option: 'tags' }),
  );
});
