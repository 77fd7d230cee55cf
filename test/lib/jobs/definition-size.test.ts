import { LIMITS } from '@batchwright/model/service';
import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { definitionBytes } from '../../../lib/src/jobs/definition-size';
import { align, emptyStack, genomesPlatform, jobProps } from '../fixture';

const synth = (environment: Record<string, string>, at = emptyStack()) => {
  const of = genomesPlatform({}, at);
  of.platform.addJob(align, jobProps({ environment }));
  return () => Template.fromStack(of.stack);
};

test('refuses a definition that is too large for sure', () => {
  expect(synth({ TEXT: 'x'.repeat(LIMITS.definitionBytes) })).toThrow(
    /job definition has at least \d+ bytes; expected at most \d+.*@batchwright\/cdk:DEFINITION_TOO_LARGE/,
  );
});

test('warns of one that may be too large, and takes texts that only the deployment knows', () => {
  const at = emptyStack();
  const value = new CfnParameter(at.stack, 'Value').valueAsString;
  const environment = Object.fromEntries(Array.from({ length: 110 }, (_, n) => [`NAME_${n}`, value]));
  expect(synth(environment, at)).not.toThrow();
  Annotations.fromStack(at.stack).hasWarning(
    '/Test/Genomes/Jobs/align',
    Match.stringLikeRegexp('DEFINITION_MAY_BE_TOO_LARGE'),
  );
});

test('waits for what is only known at synthesis', () => {
  const at = emptyStack();
  let ready = false;
  const late = Lazy.string({
    produce: () => {
      if (!ready) throw new Error('asked too early');
      return 'late';
    },
  });
  const run = synth({ TEXT: late }, at);
  ready = true;
  expect(run).not.toThrow();
});

test('plain JSON has exactly as many bytes as are written, but for a comma', () => {
  const stack = new Stack(new App(), 'Test');
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', '😀') });
  const leaf = fc.oneof(text, fc.integer(), fc.boolean());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
      fc.dictionary(fc.constantFrom('name', 'value', 'image'), tie('value'), { minKeys: 1 }),
    ),
  }));
  fc.assert(
    fc.property(value, (json) => {
      const { atLeast, atMost } = definitionBytes(stack.resolve(json));
      const written = Buffer.byteLength(JSON.stringify(json));
      expect(atLeast).toBe(atMost);
      // Brackets and the last comma are counted as one.
      const brackets = JSON.stringify(json).match(/[[\]{}]/g)?.length ?? 0;
      expect(Math.abs(written - atLeast)).toBeLessThanOrEqual(brackets);
    }),
  );
});

test('a reference counts as nothing for sure', () => {
  const joined = { 'Fn::Join': ['', ['arn:', { Ref: 'Role' }, '/x']] };
  const { atLeast, atMost } = definitionBytes({ image: joined, role: { 'Fn::GetAtt': ['Role', 'Arn'] } });
  expect(atLeast).toBeLessThan(40);
  expect(atMost).toBeGreaterThan(400);
});
