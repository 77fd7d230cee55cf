import { type IResolvable, type IResolveContext, Token } from 'aws-cdk-lib';

/**
 * A text with references in it, as one line of template: `{ "Fn::Sub": "${Uploads.Arn}/in/*" }`. The CDK writes eight lines
 * of `Fn::Join` for the same, and policies have many of them.
 *
 * @param text - with tokens, as in `bucket.arnForObjects('in/*')`; without any it is left as it is
 */
export const substituted = (text: string): string =>
  Token.isUnresolved(text) ? Token.asString(new Substituted(text)) : text;

class Substituted implements IResolvable {
  readonly creationStack = [];

  constructor(private readonly text: string) {}

  resolve(context: IResolveContext): unknown {
    const resolved: unknown = context.resolve(this.text);
    const [separator, parts] = joinOf(resolved);
    const spelled = separator === '' ? parts.map(spell) : [undefined];
    // A reference to another stack is a function of its own, which no substitution can call.
    return spelled.includes(undefined) ? resolved : { 'Fn::Sub': spelled.join('') };
  }

  toString(): string {
    return Token.asString(this);
  }
}

function joinOf(resolved: unknown): readonly [separator: unknown, parts: readonly unknown[]] {
  const { 'Fn::Join': join } = Object(resolved) as { readonly 'Fn::Join'?: [unknown, unknown] };
  return Array.isArray(join?.[1]) ? [join[0], join[1]] : [undefined, []];
}

/** A part as `Fn::Sub` spells it, if it can: `${Id}`, `${Id.Attribute}`, or text in which no `${` is read as either. */
function spell(part: unknown): string | undefined {
  if (typeof part === 'string') return part.replaceAll('${', '${!');
  const { Ref: ref, 'Fn::GetAtt': attribute } = Object(part) as Record<string, unknown>;
  if (typeof ref === 'string') return `\${${ref}}`;
  const named = Array.isArray(attribute) && attribute.every((name) => typeof name === 'string');
  return named ? `\${${attribute.join('.')}}` : undefined;
}
