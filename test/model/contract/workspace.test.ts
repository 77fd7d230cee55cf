import { formatS3Uri, inWorkspace, outputKey, parseS3Uri } from '@batchwright/model/contract';
import fc from 'fast-check';

test('s3 URIs survive formatting and parsing', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.-]{3,20}$/), fc.string({ unit: 'grapheme' }), (bucket, key) => {
      expect(parseS3Uri(formatS3Uri({ bucket, key }))).toEqual({ bucket, key });
    }),
  );
});

test.each(['', 's3://', 'https://bucket/key', 's3:/bucket', 'bucket/key'])('parseS3Uri refuses %p', (uri) => {
  expect(parseS3Uri(uri)).toBeUndefined();
});

test('an output lies where its job id says, whichever way the child is named', () => {
  expect(outputKey('thumb', 'abc')).toBe('outputs/thumb/abc.json');
  expect(outputKey('thumb', 'abc', 3)).toBe('outputs/thumb/abc/3.json');
  expect(outputKey('thumb', 'abc:3')).toBe('outputs/thumb/abc/3.json');
});

test.each(['', 'prefix', 'prefix/'])('keys are put below the workspace prefix %p once', (prefix) => {
  expect(inWorkspace({ bucket: 'b', key: prefix }, 'items/x')).toEqual({
    bucket: 'b',
    key: prefix ? 'prefix/items/x' : 'items/x',
  });
});
