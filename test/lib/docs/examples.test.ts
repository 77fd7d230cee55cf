import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';

const EXAMPLES = join(__dirname, '../../types/docs/constructs');
const pages = readdirSync(EXAMPLES)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((page) => page !== 'given');

/** Builds the example of a page in a stack. */
type Example = (this: Stack) => void;
const examplesOf = (page: string): Example[] => Object.values(require(join(EXAMPLES, page)) as Record<string, Example>);

test.each(pages)('the example of docs/constructs/%s.md makes what the service takes', (page) => {
  const examples = examplesOf(page);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) {
    const stack = new Stack(new App(), 'Example');
    example.call(stack);
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources).length).toBeGreaterThan(0);
    expect(Annotations.fromStack(stack).findError('*', Match.anyValue())).toEqual([]);
  }
});
