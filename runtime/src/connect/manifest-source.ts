import { readFile } from 'node:fs/promises';
import {
  assembleManifest,
  ContractError,
  headParameter,
  type Manifest,
  parseManifest,
} from '@batchwright/model/contract';
import { batchError, messageOf } from '../errors';

/** Where a manifest is: its own text, a file, or the path of its parameters. */
export type ManifestSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'parameters'; readonly path: string };

const HOW =
  'give connect({ manifest }) or set BATCHWRIGHT_MANIFEST to ssm:/batchwright/<platform>, file:<path> or the JSON itself';

/** @throws {@link BatchError} `MANIFEST_MISSING` when nothing is named */
export function manifestSource(named: string | undefined): ManifestSource {
  const text = named?.trim() ?? '';
  if (text === '') {
    throw batchError({ code: 'MANIFEST_MISSING', source: 'BATCHWRIGHT_MANIFEST' }, `no manifest is named; ${HOW}`);
  }
  if (text.startsWith('{')) return { kind: 'text', text };
  if (text.startsWith('ssm:')) {
    const path = text.slice('ssm:'.length).replace(/\/+$/, '');
    if (path.startsWith('/')) return { kind: 'parameters', path };
    throw batchError(
      { code: 'MANIFEST_MISSING', source: text },
      `${text}: a path of parameters begins with "/"; ${HOW}`,
    );
  }
  return { kind: 'file', path: text.replace(/^file:(\/\/(?=\/))?/, '') };
}

export async function readManifestFile(path: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const detail = messageOf(cause);
    throw batchError(
      { code: 'MANIFEST_MISSING', source: path },
      `manifest file ${path} cannot be read (${detail}); ${HOW}`,
      cause,
    );
  }
  return understand(path, () => parseManifest(text, path));
}

export const readManifestText = (text: string): Manifest =>
  understand('the given text', () => parseManifest(text, 'manifest'));

/** @param parameters - all that are below the path */
export const readManifestParameters = (path: string, parameters: ReadonlyMap<string, string>): Manifest =>
  understand(
    `ssm:${path}`,
    () => assembleManifest(path, parameters),
    parameters.has(headParameter(path)) ? undefined : 'MANIFEST_MISSING',
  );

/** @param code - of the error, when the text itself does not say it */
function understand(source: string, read: () => Manifest, code?: 'MANIFEST_MISSING'): Manifest {
  try {
    return read();
  } catch (cause) {
    const message = messageOf(cause);
    const tooNew = ContractError.isContractError(cause) && cause.code === 'NEWER_FORMAT';
    throw batchError(
      { code: tooNew ? 'MANIFEST_TOO_NEW' : (code ?? 'MANIFEST_INVALID'), source },
      tooNew ? message : `${message}; ${HOW}`,
      cause,
    );
  }
}
