import { OBJECT_LIMITS } from '@batchwright/model/service';
import { XMLParser } from 'fast-xml-parser';
import { malformedXml, notImplemented } from './errors';

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  isArray: (name) => name === 'Object' || name === 'Part',
});

type Element = Readonly<Record<string, unknown>>;

/** The children of a root element that repeat. @throws {@link ServiceError} `MalformedXML` */
function readList(
  xml: string,
  root: string,
  child: string,
): { readonly root: Element; readonly children: readonly Element[] } {
  const expected = `<${root}> with 1 to ${OBJECT_LIMITS.listPage} <${child}>`;
  let parsed: unknown;
  try {
    parsed = parser.parse(xml, true);
  } catch {
    throw malformedXml(expected);
  }
  const element = isElement(parsed) ? parsed[root] : undefined;
  const children = isElement(element) ? element[child] : undefined;
  if (!isElement(element) || !Array.isArray(children) || !children.every(isElement)) throw malformedXml(expected);
  return { root: element, children };
}

const isElement = (value: unknown): value is Element =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (element: Element, name: string): string | undefined => {
  const value = element[name];
  return typeof value === 'string' ? value : undefined;
};

export interface Deletion {
  readonly keys: readonly string[];
  /** Report only what failed. */
  readonly quiet: boolean;
}

/** Body of DeleteObjects. @throws {@link ServiceError} `MalformedXML` */
export function readDeletion(xml: string): Deletion {
  const { root, children } = readList(xml, 'Delete', 'Object');
  const keys = children.map((child) => textOf(child, 'Key'));
  if (keys.length > OBJECT_LIMITS.listPage || keys.some((key) => key === undefined || key === '')) {
    throw malformedXml(`<Delete> with 1 to ${OBJECT_LIMITS.listPage} <Object>, each with a <Key>`);
  }
  // To leave these out would delete what the request wants to be kept.
  const unserved = ['VersionId', 'ETag', 'LastModifiedTime', 'Size'].find((name) =>
    children.some((child) => name in child && textOf(child, name) !== 'null'),
  );
  if (unserved !== undefined) throw notImplemented(`DeleteObjects with <${unserved}>`);
  return {
    keys: keys.filter((key) => key !== undefined),
    quiet: textOf(root, 'Quiet')?.trim().toLowerCase() === 'true',
  };
}

export interface CompletedPart {
  readonly number: number;
  readonly etag: string;
  /** Checksums by element name: `ChecksumCRC32`. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** Body of CompleteMultipartUpload. @throws {@link ServiceError} `MalformedXML` */
export function readCompletion(xml: string): readonly CompletedPart[] {
  return readList(xml, 'CompleteMultipartUpload', 'Part').children.map((part) => {
    const number = textOf(part, 'PartNumber')?.trim() ?? '';
    const etag = textOf(part, 'ETag')?.trim();
    if (!/^\d{1,5}$/.test(number) || etag === undefined)
      throw malformedXml('a <PartNumber> and an <ETag> in each <Part>');
    const checksums: Record<string, string> = {};
    for (const name of Object.keys(part)) {
      const value = name.startsWith('Checksum') ? textOf(part, name) : undefined;
      if (value !== undefined) checksums[name] = value.trim();
    }
    return { number: Number(number), etag, checksums };
  });
}

/** Region in the body of CreateBucket; `undefined` when it names none. @throws {@link ServiceError} `MalformedXML` */
export function readLocation(xml: string): string | undefined {
  if (xml.trim() === '') return undefined;
  let parsed: unknown;
  try {
    parsed = parser.parse(xml, true);
  } catch {
    throw malformedXml('<CreateBucketConfiguration>');
  }
  const configuration = isElement(parsed) ? parsed.CreateBucketConfiguration : undefined;
  if (configuration === '') return undefined;
  if (!isElement(configuration)) throw malformedXml('<CreateBucketConfiguration>');
  return textOf(configuration, 'LocationConstraint')?.trim();
}
