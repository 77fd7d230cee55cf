import { App, CfnOutput, Fn, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import fc from 'fast-check';
import { substituted } from '../../../lib/src/references';

const outputOf = (stack: Stack, value: string): unknown => {
  new CfnOutput(stack, 'Value', { value });
  return Object.values(Template.fromStack(stack).findOutputs('Value'))[0]?.Value;
};

describe('a reference with text behind it', () => {
  test('is one line for an attribute and for a name', () => {
    const stack = new Stack();
    const bucket = new Bucket(stack, 'Uploads');
    const id = stack.resolve(bucket.bucketName).Ref;
    expect(stack.resolve(substituted(bucket.arnForObjects('in/*')))).toEqual({ 'Fn::Sub': `\${${id}.Arn}/in/*` });
    expect(stack.resolve(substituted(`${bucket.bucketName}!`))).toEqual({ 'Fn::Sub': `\${${id}}!` });
  });

  test('is text when all of it is', () => {
    expect(substituted('arn:aws:s3:::uploads/in/*')).toBe('arn:aws:s3:::uploads/in/*');
  });

  test('takes several references', () => {
    const stack = new Stack();
    const bucket = Bucket.fromBucketName(stack, 'Uploads', 'uploads');
    expect(stack.resolve(substituted(bucket.arnForObjects('in/*')))).toEqual({
      'Fn::Sub': `arn:\${AWS::Partition}:s3:::uploads/in/*`,
    });
  });

  test('is left as it is around a function', () => {
    const stack = new Stack();
    const name = Fn.select(1, Fn.split('/', Token.asString({ Ref: 'Queue' })));
    expect(stack.resolve(substituted(`queue ${name}`))).toHaveProperty('Fn::Join');
    expect(stack.resolve(substituted(name))).toHaveProperty('Fn::Select');
    expect(stack.resolve(substituted(Token.asString({ Ref: 'Queue' })))).toEqual({ Ref: 'Queue' });
  });

  test('follows a logical id that is changed later', () => {
    const stack = new Stack();
    const bucket = new Bucket(stack, 'Uploads');
    const objects = substituted(bucket.arnForObjects('*'));
    stack.renameLogicalId(stack.resolve(bucket.bucketName).Ref, 'Kept');
    expect(outputOf(stack, objects)).toEqual({ 'Fn::Sub': `\${Kept.Arn}/*` });
  });

  test('reaches a resource of another stack', () => {
    const app = new App();
    const bucket = new Bucket(new Stack(app, 'Owner'), 'Uploads');
    const value = JSON.stringify(outputOf(new Stack(app, 'User'), substituted(bucket.arnForObjects('in/*'))));
    expect(value).toContain('/in/*');
    expect(value).toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
  });

  test('can stand within a longer text', () => {
    const stack = new Stack();
    const bucket = new Bucket(stack, 'Uploads');
    expect(stack.resolve(`a ${substituted(bucket.arnForObjects('*'))} b`)).toEqual({
      'Fn::Join': ['', ['a ', { 'Fn::Sub': expect.stringMatching(/^\$\{Uploads\w+\.Arn\}\/\*$/) }, ' b']],
    });
  });

  test('never reads its text as a reference', () => {
    const stack = new Stack();
    const head = Fn.getAtt('Uploads', 'Arn').toString();
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${Token['));
        fc.pre(text !== '');
        const { 'Fn::Sub': sub } = stack.resolve(substituted(`${head}${text}`)) as { 'Fn::Sub': string };
        // As CloudFormation reads it: `${!x}` is the text `${x}`, any other `${x}` a reference.
        const read = sub.replace(/\$\{(!?)/g, (_, literal) => (literal === '' ? '<reference>' : '${'));
        expect(read).toBe(`<reference>Uploads.Arn}${text}`);
      }),
    );
  });
});
