import { type IResolvable, type IResolveContext, Token } from 'aws-cdk-lib';

/**
 * A reference with text behind it, as one line of template: `{ "Fn::Sub": "${Uploads.Arn}/in/*" }`. The CDK writes eight
 * lines of `Fn::Join` for the same, and policies have many of them.
 *
 * @param reference - text with a token, as in `bucket.bucketArn`
 * @param text - what follows it
 */
export const substituted = (reference: string, text: string): string =>
  Token.isUnresolved(text) || !Token.isUnresolved(reference)
    ? `${reference}${text}`
    : Token.asString(new Substituted(reference, text));

class Substituted implements IResolvable {
  readonly creationStack = [];

  constructor(
    private readonly reference: string,
    private readonly text: string,
  ) {}

  resolve(context: IResolveContext): unknown {
    const reference: unknown = context.resolve(this.reference);
    const name = nameOf(reference);
    // What `Fn::Sub` would read as a reference of the text's.
    if (name !== undefined) return { 'Fn::Sub': `\${${name}}${this.text.replaceAll('${', '${!')}` };
    return context.resolve(`${this.reference}${this.text}`);
  }

  toString(): string {
    return Token.asString(this);
  }
}

/** How `Fn::Sub` names a resource of the same template. References to other stacks are functions of their own. */
function nameOf(reference: unknown): string | undefined {
  const { Ref: ref, 'Fn::GetAtt': attribute } = Object(reference) as Record<string, unknown>;
  if (typeof ref === 'string') return ref;
  const named = Array.isArray(attribute) && attribute.every((part) => typeof part === 'string');
  return named ? attribute.join('.') : undefined;
}
