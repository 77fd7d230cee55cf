import { isObject, type Json } from '@batchwright/model/template';
import type { Node } from 'yaml';
import { CliError } from '../io';
import { parseJson } from '../parse';

/**
 * The value of a template's text: JSON, or YAML as CloudFormation takes it and as `cdk synth` and the AWS CLI print it. What
 * `aws cloudformation get-template` prints is the template within something else.
 */
export async function parseTemplate(text: string, where: string): Promise<Json> {
  const value = /^\s*[[{]/.test(text) ? (parseJson(text, where) as Json) : await parseYaml(text, where);
  const body = isObject(value) ? value.TemplateBody : undefined;
  if (body === undefined) return value;
  return typeof body === 'string' ? parseTemplate(body, where) : body;
}

/** YAML 1.2 without aliases, which CloudFormation does not take either, and with short forms of functions: `!Sub`. */
async function parseYaml(text: string, where: string): Promise<Json> {
  // Only here: most templates are JSON, and every other command starts without this.
  const yaml = await import('yaml');
  const document = yaml.parseDocument(text, { schema: 'core' });
  const [error] = document.errors;
  if (error !== undefined) throw new CliError(`${where}: expected a template as JSON or YAML; ${error.message.trim()}`);
  return jsonOf(document.contents, where, yaml);
}

type Yaml = typeof import('yaml');

function jsonOf(node: Node | null, where: string, yaml: Yaml): Json {
  const value = untagged(node, where, yaml);
  const name = /^!([A-Za-z]\w*)$/.exec(node?.tag ?? '')?.[1];
  if (name === undefined) return value;
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  // The long form of an attribute is a list; JSON templates have that one.
  const [, id = '', attribute = ''] = name === 'GetAtt' ? (/^([^.]+)\.(.+)$/.exec(String(value)) ?? []) : [];
  return { [`Fn::${name}`]: id !== '' && typeof value === 'string' ? [id, attribute] : value };
}

function untagged(node: Node | null, where: string, yaml: Yaml): Json {
  if (node === null) return null;
  if (yaml.isMap<Node, Node | null>(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [String(untagged(key, where, yaml)), jsonOf(value, where, yaml)]),
    );
  }
  if (yaml.isSeq<Node>(node)) return node.items.map((item) => jsonOf(item, where, yaml));
  if (yaml.isScalar(node)) {
    const { value, source } = node;
    // An account `012345678901` or a version `1.10` is no number to anybody.
    if (typeof value === 'number') return source === undefined || String(value) === source ? value : source;
    return value as string | boolean | null;
  }
  throw new CliError(`${where}: expected a template without aliases of YAML; CloudFormation takes none`);
}
