/** Elements by name; a list is the element repeated, `undefined` is left out. */
export interface XmlTree {
  readonly [element: string]: string | number | boolean | XmlTree | readonly XmlTree[] | undefined;
}

/** A document, its root element being the tree's one member. @param namespace - of the root */
export function renderXml(tree: XmlTree, namespace?: string): string {
  const body = elements(tree);
  const rooted = namespace === undefined ? body : body.replace(/^<(\w+)/, `<$1 xmlns="${namespace}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${rooted}`;
}

function elements(tree: XmlTree): string {
  let text = '';
  for (const [name, value] of Object.entries(tree)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const item of value) text += `<${name}>${elements(item)}</${name}>`;
    else
      text += `<${name}>${typeof value === 'object' ? elements(value as XmlTree) : escapeText(String(value))}</${name}>`;
  }
  return text;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Text as an element's content. Control characters become references, as S3 writes them, though XML 1.0 parsers may refuse
 * all but tab, line feed and carriage return.
 */
const escapeText = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that cannot stand in XML
    .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
