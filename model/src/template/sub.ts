/** A piece of an `Fn::Sub` text: literal text, or the name between `${` and `}`. */
export type SubPart = { readonly text: string } | { readonly variable: string };

/**
 * Takes an `Fn::Sub` text apart. `${!Name}` is the literal `${Name}`; a `$` without a brace is text.
 *
 * @returns `undefined` when a `${` is never closed
 */
export function parseSub(template: string): readonly SubPart[] | undefined {
  const parts: SubPart[] = [];
  let text = '';
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('${', at);
    if (open < 0) break;
    const close = template.indexOf('}', open);
    if (close < 0) return undefined;
    text += template.slice(at, open);
    const name = template.slice(open + 2, close);
    if (name.startsWith('!')) text += `\${${name.slice(1)}}`;
    else {
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ variable: name.trim() });
    }
    at = close + 1;
  }
  text += template.slice(at);
  if (text !== '') parts.push({ text });
  return parts;
}
