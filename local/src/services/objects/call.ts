import type { ServiceRequest, ServiceResponse } from '../../http';
import { renderXml, type XmlTree } from '../../http';
import { invalidArgument } from './errors';
import type { ObjectStore } from './store';

/** A request taken apart: path-style address and query. */
export interface Call {
  readonly request: ServiceRequest;
  readonly store: ObjectStore;
  /** `''` when the request is about no bucket. */
  readonly bucket: string;
  /** `''` when the request is about no object. Anything else, also `..` and `a//b`, is a key. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}

export type Operation = (call: Call) => Promise<ServiceResponse>;

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export const xmlResponse = (tree: XmlTree, headers: Readonly<Record<string, string>> = {}): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: renderXml(tree, NAMESPACE),
});

/** A parameter that is a whole number. @throws {@link ServiceError} `InvalidArgument` */
export function numberParameter(call: Call, name: string, fallback: number, min: number, max: number): number {
  const text = call.query.get(name);
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < min || value > max) {
    throw invalidArgument(name, text, `a whole number from ${min} to ${max}`);
  }
  return value;
}

/** Keys in a list: as they are, or percent-encoded for those who asked for it because XML cannot carry every character. */
export function keyEncoding(call: Call): (text: string) => string {
  const type = call.query.get('encoding-type');
  if (type === undefined || type === '') return (text) => text;
  if (type !== 'url') throw invalidArgument('encoding-type', type, 'url');
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

/** Everybody is the one owner of all. */
export const OWNER = { ID: 'batchwright-local', DisplayName: 'batchwright-local' } as const;
